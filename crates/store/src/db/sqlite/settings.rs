//! How connections to the database are set up, and that they are.

use super::error;
use crate::db::error::OpenError;
use sqlx::{
    ConnectOptions, Row, SqliteConnection, query,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// Rows that are read ahead of who takes them.
const READ_AHEAD: usize = 1024;

/// A connection that writes.
pub(super) fn writing(path: &Path) -> SqliteConnectOptions {
    // Checkpoints are made beside the writer, which would otherwise stand still for each.
    reading(path)
        .read_only(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", "0")
        // What is removed or replaced is overwritten: nothing is left in the file of what is forgotten.
        .pragma("secure_delete", "ON")
}

/// A connection that writes a file which is thrown away unless all of it is written.
pub(super) fn filling(path: &Path) -> SqliteConnectOptions {
    reading(path)
        .read_only(false)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
}

/// A connection that reads.
pub(super) fn reading(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(Duration::from_secs(10))
        .row_buffer_size(READ_AHEAD)
        // Files of its own would be written and thrown away on the disk that usage is recorded on.
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

/// Reads back what durability depends on.
pub(super) async fn read_back(
    connection: &mut SqliteConnection,
    path: &Path,
) -> Result<(), OpenError> {
    for (setting, sql, expected, value) in [
        ("journal_mode", "PRAGMA journal_mode", "wal", "wal"),
        ("synchronous", "PRAGMA synchronous", "FULL (2)", "2"),
    ] {
        let row = query(sql).fetch_one(&mut *connection).await.map_err(error::open(path))?;
        let found = row.try_get::<String, _>(0);
        let found = found.or_else(|_| row.try_get::<i64, _>(0).map(|found| found.to_string()));
        let found = found.map_err(error::open(path))?;
        if found != value {
            let (database, remedy) = (error::name(path), "the file system must allow it");
            return Err(OpenError::Weaker { database, setting, found, expected, remedy });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{OpenError, SqliteJournalMode, SqliteSynchronous, read_back, writing};
    use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

    async fn found(weaken: impl FnOnce(SqliteConnectOptions) -> SqliteConnectOptions) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut connection =
            weaken(writing(&path)).create_if_missing(true).connect().await.unwrap();
        match read_back(&mut connection, &path).await {
            Ok(()) => "nothing".to_owned(),
            Err(OpenError::Weaker { setting, found, .. }) => format!("{setting} is {found}"),
            Err(error) => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn settings_are_as_strong_as_they_must_be_and_weaker_ones_are_found() {
        assert_eq!(found(|options| options).await, "nothing");
        let delete =
            |options: SqliteConnectOptions| options.journal_mode(SqliteJournalMode::Delete);
        assert_eq!(found(delete).await, "journal_mode is delete");
        let normal = |options: SqliteConnectOptions| options.synchronous(SqliteSynchronous::Normal);
        assert_eq!(found(normal).await, "synchronous is 1");
    }
}
