//! The log of the database: what was committed is there first.

use sqlx::{Row, SqliteConnection, query};
use std::{
    fs::File,
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

/// As much is brought to the disk at a time.
const PIECE: usize = 1 << 20;

/// The log beside a database.
pub(super) fn of(database: &Path) -> PathBuf {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Writes what is in the log once more, and waits for the disk. Where the system had failed to bring some of it there, an
/// earlier process has ended: that is read still, and would be built upon, but nobody would write it any more.
pub(super) fn bring_to_disk(database: &Path) -> io::Result<()> {
    let log = match File::options().read(true).write(true).open(of(database)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        log => log?,
    };
    let mut piece = vec![0; PIECE];
    let mut place = 0;
    loop {
        let length = log.read_at(&mut piece, place)?;
        if length == 0 {
            return log.sync_data();
        }
        log.write_all_at(piece.get(..length).unwrap_or_default(), place)?;
        place += length as u64;
    }
}

/// Moves what it can to the file of the database beside who writes, and says how many pages the log has.
pub(super) async fn move_to_file(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    query("PRAGMA wal_checkpoint(PASSIVE)").fetch_one(connection).await?.try_get(1)
}

/// Moves what is left, and begins the log anew, unless somebody reads what is in it, such as for a backup: nobody waits for
/// him. By who writes.
pub(super) async fn begin_anew(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    move_all(connection, "PRAGMA wal_checkpoint(RESTART)").await.map(|_| ())
}

/// The same, with nothing left in the log of what was there, and says whether that is so.
pub(super) async fn empty(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    move_all(connection, "PRAGMA wal_checkpoint(TRUNCATE)").await
}

async fn move_all(
    connection: &mut SqliteConnection,
    how: &'static str,
) -> Result<bool, sqlx::Error> {
    query("PRAGMA busy_timeout = 0").execute(&mut *connection).await?;
    let moved = query(how).fetch_one(&mut *connection).await;
    query("PRAGMA busy_timeout = 10000").execute(connection).await?;
    let is_busy: i64 = moved?.try_get(0)?;
    Ok(is_busy == 0)
}
