//! The thread that writes. It is no part of the runtime that calls are answered on, so it ends by its own rule alone.

use super::{
    checkpoints,
    owner::Owner,
    recording::Recorder,
    room::Room,
    writer::{self, Progress, Task, Waiting, Writer},
};
use sqlx::{Connection, SqliteConnection};
use std::{
    io,
    path::Path,
    sync::{Mutex, PoisonError},
    thread::{Builder, JoinHandle},
};
use tokio::{
    runtime,
    sync::{mpsc, oneshot},
    task::spawn_blocking,
};

/// Tasks that may wait for the writer.
const TASKS: usize = 16;

/// The thread, and the ways to it.
#[derive(Debug)]
pub(super) struct WriterThread {
    pub(super) records: mpsc::Sender<Waiting>,
    pub(super) tasks: mpsc::Sender<Task>,
    pub(super) progress: Progress,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    /// Dropped to make it end.
    go_on: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl WriterThread {
    /// Starts it. The database belongs to this process until it has ended.
    pub(super) fn start(
        database: &Path,
        owner: Owner,
        connection: SqliteConnection,
        checkpoints: SqliteConnection,
    ) -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_time().build()?;
        let (records, waiting) = mpsc::channel(writer::QUEUE);
        let (tasks, asked) = mpsc::channel(TASKS);
        let (go_on, end) = oneshot::channel();
        let recorder = Recorder::new(writer::GROUP).map_err(io::Error::other)?;
        let (writer, progress) =
            Writer::new(connection, recorder, Room::in_log_of(database), waiting, asked);
        let (go_on_moving, end_moving) = oneshot::channel();
        let checkpoints = checkpoints::run(checkpoints, tasks.downgrade(), end_moving);
        let work = move || {
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
        };
        let thread = Builder::new().name("store-writer".into()).spawn(work)?;
        let running = Mutex::new(Some(Running { go_on, thread }));
        Ok(Self { records, tasks, progress, running })
    }

    /// Ends it once everything is written that was asked for, and waits for that.
    pub(super) async fn end(&self) {
        if let Some(thread) = self.told_to_end() {
            // Only a task that panics makes it fail, and that one has said so.
            let _ = spawn_blocking(|| thread.join()).await;
        }
    }

    fn told_to_end(&self) -> Option<JoinHandle<()>> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Running { go_on, thread } = running?;
        drop(go_on);
        Some(thread)
    }
}

impl Drop for WriterThread {
    fn drop(&mut self) {
        if let Some(thread) = self.told_to_end() {
            let _ = thread.join();
        }
    }
}
