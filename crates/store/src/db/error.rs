//! Why the database cannot be used.

use crate::seal::SealError;
use std::path::PathBuf;

/// A database cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// One is to be made where there is a file.
    #[error("{database}: there already, expected a name that nothing has")]
    Exists {
        /// The database.
        database: String,
    },
    /// Another process has it.
    #[error("{database}: process {pid} serves from it, expected that it has ended")]
    InUse {
        /// The database.
        database: String,
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
    #[error("{database}: cannot start what writes to it: {error}")]
    Start {
        /// The database.
        database: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// A newer program has written it.
    #[error(
        "{database}: written by a newer version, expected that version or a newer one to serve it"
    )]
    Newer {
        /// The database.
        database: String,
    },
    /// It does not keep what it has said to have written.
    #[error("{database}: {setting} is {found}, expected {expected}: {remedy}")]
    Weaker {
        /// The database.
        database: String,
        /// The setting.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        expected: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// Its server is of an older version.
    #[error("{database}: PostgreSQL {found}, expected version 14 or a newer one")]
    TooOld {
        /// The database.
        database: String,
        /// The version.
        found: String,
    },
    /// There is a database of `PostgreSQL`, and no Store's tables in it.
    #[error("{database}: not a Store's database, expected one as `storeauth store init` makes it")]
    NotMade {
        /// The database.
        database: String,
    },
    /// It was moved to another place.
    #[error(
        "{database}: moved by `storeauth store migrate`, expected the database that it was moved to"
    )]
    Moved {
        /// The database.
        database: String,
    },
    /// What was to be committed to it may be there or not.
    #[error(
        "{database}: {error}: whether everything is there is not known, expected that you look, and put the old database back if not"
    )]
    Uncertain {
        /// The database.
        database: String,
        /// What it says.
        error: sqlx::Error,
    },
    /// Stores serve from it.
    #[error("{database}: a Store serves from it, expected that none does")]
    Served {
        /// The database.
        database: String,
    },
    /// It is damaged, or no database at all.
    #[error(
        "{database}: damaged or not a Store's database ({error}), expected one; restore a backup"
    )]
    Damaged {
        /// The database.
        database: String,
        /// What is wrong.
        error: String,
    },
    /// The system or the database refuses.
    #[error("{database}: {error}")]
    Database {
        /// The database.
        database: String,
        /// What it says.
        error: sqlx::Error,
    },
    /// Its server keys cannot be read.
    #[error("{database}: {error}")]
    Seal {
        /// The database.
        database: String,
        /// What is wrong.
        error: SealError,
    },
}

/// The database cannot be written or read now. Nothing was written, unless a connection to a server was lost before that
/// could say so.
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

/// `SQLITE_FULL`, and `disk_full` of `PostgreSQL`
const FULL: [&str; 2] = ["13", "53100"];

impl From<sqlx::Error> for Unavailable {
    fn from(error: sqlx::Error) -> Self {
        match (&error, code(&error).as_deref()) {
            (sqlx::Error::PoolClosed, _) => Self::Ended,
            (_, Some(code)) if FULL.contains(&code) => Self::Full,
            _ => Self::Database(error.to_string()),
        }
    }
}

/// What a database calls an error.
pub(super) fn code(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}
