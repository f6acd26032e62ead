//! Why the database cannot be used.

use crate::seal::SealError;
use std::{
    path::{Path, PathBuf},
    process,
};

/// A database cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// One is to be made where there is a file.
    #[error("{}: there already, expected a name that nothing has", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Another process has it.
    #[error("{}: process {pid} serves from it, expected that it has ended", path.display())]
    InUse {
        /// The database.
        path: PathBuf,
        /// The other process, as far as it says.
        pid: String,
    },
    /// Its lock cannot be taken.
    #[error("{}: {error}", path.display())]
    Lock {
        /// The file of the lock.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// What writes to it cannot be started.
    #[error("{}: cannot start what writes to it: {error}", path.display())]
    Start {
        /// The database.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A newer program has written it.
    #[error("{}: written by a newer version, expected that version or a newer one to serve it", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
    },
    /// It does not keep what it has said to have written.
    #[error("{}: {setting} is {found}, expected {expected}: the file system must allow it", path.display())]
    Weaker {
        /// The database.
        path: PathBuf,
        /// The setting.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        expected: &'static str,
    },
    /// It is damaged, or no database at all.
    #[error("{}: damaged or not a Store's database ({error}), expected one; restore a backup", path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What is wrong.
        error: String,
    },
    /// The system or the database refuses.
    #[error("{}: {error}", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// What it says.
        error: sqlx::Error,
    },
    /// Its server keys cannot be read.
    #[error("{}: {error}", path.display())]
    Seal {
        /// The database.
        path: PathBuf,
        /// What is wrong.
        error: SealError,
    },
}

/// The database cannot be written or read now. Nothing was written.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unavailable {
    /// More waits than can be written in time.
    #[error("too much waits to be written")]
    Busy,
    /// There is no room on its disk.
    #[error("no room on the disk of the database")]
    Full,
    /// It says something else.
    #[error("the database says: {0}")]
    Database(String),
    /// The Store ends.
    #[error("the Store ends")]
    Ended,
}

/// `SQLITE_FULL`
const FULL: &str = "13";
/// `SQLITE_IOERR_FSYNC`
const FSYNC: &str = "1034";
/// `SQLITE_IOERR_DIR_FSYNC`
const DIR_FSYNC: &str = "1290";

impl From<sqlx::Error> for Unavailable {
    fn from(error: sqlx::Error) -> Self {
        match (&error, code(&error).as_deref()) {
            (sqlx::Error::PoolClosed, _) => Self::Ended,
            (_, Some(FULL)) => Self::Full,
            _ => Self::Database(error.to_string()),
        }
    }
}

fn code(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

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
pub(super) fn open(path: &Path) -> impl FnOnce(sqlx::Error) -> OpenError + use<> {
    let path = path.to_owned();
    move |error| {
        if is_damage(&error) {
            OpenError::Damaged { path, error: error.to_string() }
        } else {
            OpenError::Database { path, error }
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
