//! The log of the database: what was committed is there first.

use sqlx::{Row, SqliteConnection, query};

/// Moves what it can to the file of the database beside who writes, and says how many pages the log has.
pub(super) async fn move_to_file(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    query("PRAGMA wal_checkpoint(PASSIVE)").fetch_one(connection).await?.try_get(1)
}

/// Moves what is left, and begins the log anew, unless somebody reads what is in it, such as for a backup: nobody waits for
/// him. By who writes.
pub(super) async fn begin_anew(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    query("PRAGMA busy_timeout = 0").execute(&mut *connection).await?;
    let begun = query("PRAGMA wal_checkpoint(RESTART)").execute(&mut *connection).await;
    query("PRAGMA busy_timeout = 10000").execute(connection).await?;
    begun.map(|_| ())
}
