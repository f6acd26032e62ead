//! Why a database cannot be kept in order.

use crate::db::{OpenError, Unavailable};
use std::{io, path::PathBuf};

/// Something cannot be done to a database. Nothing was changed then, unless it says so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MaintenanceError {
    /// What would be written is there.
    #[error("{}: there already, expected a name that nothing has", path.display())]
    Exists {
        /// What is there.
        path: PathBuf,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It cannot be read now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The database is no file of the Store's own.
    #[error(
        "the database is PostgreSQL's, expected that its own tools copy it: pg_dump or pg_basebackup, as docs/store.md shows"
    )]
    NoFile,
    /// A copy is not what it must be.
    #[error("{}: {}", path.display(), problems.join("; "))]
    Problems {
        /// The copy.
        path: PathBuf,
        /// What is wrong in it.
        problems: Vec<String>,
    },
    /// A database that is to be moved is not what it must be.
    #[error("{database}: {}; expected it to be mended before it is moved", problems.join("; "))]
    Unsound {
        /// The database.
        database: String,
        /// What is wrong in it.
        problems: Vec<String>,
    },
    /// The system refuses.
    #[error("{}: {error}", path.display())]
    File {
        /// A file or folder.
        path: PathBuf,
        /// What it says.
        error: io::Error,
    },
    /// Neither of two master keys opens the server keys.
    #[error("{}: neither this master key nor the one in {} opens the server keys, expected the one that the database was made with", path.display(), new.display())]
    NoMasterKey {
        /// The master key.
        path: PathBuf,
        /// The one that was to take its place.
        new: PathBuf,
    },
}
