//! Long reads make room for whoever is asked meanwhile: there is one disk, and there are few cores.

use sqlx::{SqliteConnection, sqlite::LockedSqliteHandle};
use std::{thread, time::Duration};

/// After so many steps of the database's machine, some for each record, a long read pauses.
const STEPS: i32 = 100_000;
const PAUSE: Duration = Duration::from_millis(2);

/// From now on, what this connection is asked pauses again and again.
pub(super) async fn begin(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    connection.lock_handle().await?.set_progress_handler(STEPS, || {
        thread::sleep(PAUSE);
        true
    });
    Ok(())
}

/// From now on, it does not.
pub(super) async fn end(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let remove = LockedSqliteHandle::remove_progress_handler;
    connection.lock_handle().await.map(|mut handle| remove(&mut handle))
}
