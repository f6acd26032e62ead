//! The thread that writes, and the ways to it.

use super::{
    checkpoints,
    owner::Owner,
    prune::Prune,
    recording::Recorder,
    room::Room,
    writer::{Task, Writer},
};
use crate::db::{
    records::{self, GROUP, Records},
    thread::Thread,
};
use sqlx::{Connection, SqliteConnection};
use std::{
    io,
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};
use tokio::{
    runtime,
    sync::{mpsc, oneshot},
};

/// Tasks that may wait for the writer.
const TASKS: usize = 16;

/// The thread, and the ways to it.
#[derive(Debug)]
pub(super) struct WriterThread {
    pub(super) records: Records,
    pub(super) tasks: mpsc::Sender<Task>,
    thread: Thread,
}

impl WriterThread {
    /// Starts it. The database belongs to this process until it has ended.
    pub(super) fn start(
        database: &Path,
        owner: Owner,
        connection: SqliteConnection,
        checkpoints: SqliteConnection,
        pruned: Vec<Prune>,
    ) -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_time().build()?;
        let (records, waiters) = records::queue();
        let (tasks, asked) = mpsc::channel(TASKS);
        let recorder = Recorder::new(GROUP).map_err(io::Error::other)?;
        // An earlier process may have ended before it emptied the log.
        let has_forgotten = Arc::new(AtomicBool::new(true));
        let room = Room::in_log_of(database);
        let writer =
            Writer::new(connection, recorder, room, waiters, asked, Arc::clone(&has_forgotten))
                .that_prunes(pruned);
        let (go_on_moving, end_moving) = oneshot::channel();
        let checkpoints =
            checkpoints::run(checkpoints, tasks.downgrade(), has_forgotten, end_moving);
        let thread = Thread::start("store-writer", move |end| {
            runtime.block_on(async {
                let checkpoints = tokio::spawn(checkpoints);
                let connection = writer.run(end).await;
                // No other may be open when the last one closes: that one moves the log into the file.
                drop(go_on_moving);
                let _ = checkpoints.await;
                if let Err(error) = connection.close().await {
                    tracing::warn!("closing the database: {error}");
                }
            });
            drop(owner);
        })?;
        Ok(Self { records, tasks, thread })
    }

    /// Ends it once everything is written that was asked for, and waits for that.
    pub(super) async fn end(&self) {
        self.thread.end().await;
    }
}
