//! What errors of `SQLite` mean.

use crate::db::error::{OpenError, code};
use std::{path::Path, process};

/// `SQLITE_IOERR_FSYNC`
const FSYNC: &str = "1034";
/// `SQLITE_IOERR_DIR_FSYNC`
const DIR_FSYNC: &str = "1290";

/// Ends the process where the system failed to bring data to the disk. What it has of them then is not known, and a second
/// try would succeed without having written them: only a new start, which reads what there is, tells.
pub(super) fn end_if_lost(error: &sqlx::Error) {
    if let Some(FSYNC | DIR_FSYNC) = code(error).as_deref() {
        tracing::error!("{error}: what is on the disk is not known, so this process ends");
        // Nothing that has not been acknowledged may be, and no destructor has anything to say about it.
        process::abort();
    }
}

/// What an error says of a database that is opened.
pub(in crate::db) fn open(path: &Path) -> impl FnOnce(sqlx::Error) -> OpenError + use<> {
    let database = name(path);
    move |error| {
        if is_damage(&error) {
            OpenError::Damaged { database, error: error.to_string() }
        } else {
            OpenError::Database { database, error }
        }
    }
}

/// Whether what is in the file is wrong, rather than the system.
fn is_damage(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => {
            true
        }
        _ => {
            let code = code(error).and_then(|code| code.parse::<u32>().ok());
            // SQLITE_ERROR (such as that there is no such table), CORRUPT, CONSTRAINT, MISMATCH, NOTADB
            matches!(code.map(|code| code & 0xff), Some(1 | 11 | 19 | 20 | 26))
        }
    }
}

/// What messages call a database.
pub(super) fn name(path: &Path) -> String {
    path.display().to_string()
}
