//! Moves what was committed from the log of the database to its file, beside those who write.

use super::{error, log, writer::Task};
use sqlx::{Connection, SqliteConnection};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    select,
    sync::{mpsc, oneshot},
    time::sleep,
};

/// Little is moved each time: who writes waits for the disk behind it.
const INTERVAL: Duration = Duration::from_millis(100);
/// Pages from which on the log must begin anew: 64 MiB.
const LARGE: i64 = 16384;

/// Looks now and then until `end`, and closes the connection.
pub(super) async fn run(
    mut connection: SqliteConnection,
    writer: mpsc::WeakSender<Task>,
    has_forgotten: Arc<AtomicBool>,
    mut end: oneshot::Receiver<()>,
) {
    let mut has_failed = false;
    loop {
        select! {
            _ = &mut end => break,
            () = sleep(INTERVAL) => {}
        }
        let Some(writer) = writer.upgrade() else { break };
        let moved = checkpoint(&mut connection, &writer, &has_forgotten)
            .await
            .inspect_err(error::end_if_lost);
        match &moved {
            // Such as that the disk is full, which is so for some time.
            Err(error) if !has_failed => tracing::warn!("the log grows: {error}"),
            Ok(()) if has_failed => tracing::info!("the log is moved to the database's file again"),
            _ => {}
        }
        has_failed = moved.is_err();
    }
    let closed = connection.close().await;
    let _ = closed.inspect_err(|error| tracing::warn!("closing the database: {error}"));
}

async fn checkpoint(
    connection: &mut SqliteConnection,
    writer: &mpsc::Sender<Task>,
    has_forgotten: &AtomicBool,
) -> Result<(), sqlx::Error> {
    // Without writers waiting for it. What is written meanwhile is left for the next time.
    let pages = log::move_to_file(connection).await?;
    if pages > LARGE || has_forgotten.load(Ordering::Relaxed) {
        // Little is left to be moved now: whoever writes does it himself, and begins the log anew.
        let (done, is_done) = oneshot::channel();
        if writer.send(Task::Checkpoint(done)).await.is_ok() {
            return is_done.await.unwrap_or(Ok(()));
        }
    }
    Ok(())
}
