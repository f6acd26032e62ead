//! What is wrong with the folder of a Store.

use crate::{
    db::{OpenError, Unavailable},
    maintenance::MaintenanceError,
    seal::SealError,
};
use std::{io, path::PathBuf};

/// What is wrong with the folder of a Store or a file in it. No secret is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataDirError {
    /// It has something already, which nothing may take the place of.
    #[error("{}: there already, expected a folder without it", .path.display())]
    Exists {
        /// What is there.
        path: PathBuf,
    },
    /// It is no folder.
    #[error("{}: expected a folder, found a file", .path.display())]
    NoFolder {
        /// What is a file.
        path: PathBuf,
    },
    /// It has no database.
    #[error("{}: no store.db, expected the folder of a Store as `storeauth store init` makes it", .folder.display())]
    NoStore {
        /// Which folder.
        folder: PathBuf,
    },
    /// Its database was moved to another place.
    #[error("{}: store.db was moved by `storeauth store migrate`, and is store.db.moved now: expected a configuration that says where the database is", .folder.display())]
    Moved {
        /// Which folder.
        folder: PathBuf,
    },
    /// Nobody serves it.
    #[error("{}: no Store is served from it now, expected a running `storeauth store serve`", .folder.display())]
    NotServed {
        /// Which folder.
        folder: PathBuf,
    },
    /// A Store is served from it.
    #[error("{}: process {pid} serves from it, expected a folder for each Store of a database", .folder.display())]
    Served {
        /// Which folder.
        folder: PathBuf,
        /// The process.
        pid: u32,
    },
    /// The note of where it is served is of no use.
    #[error("{}: {problem}", .path.display())]
    Note {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// What is in a file is no master key.
    #[error("master key {}: {problem}", .path.display())]
    MasterKey {
        /// The file.
        path: PathBuf,
        /// What was expected.
        problem: &'static str,
    },
    /// What is in a file is no token.
    #[error("token file {}: {problem}", .path.display())]
    Token {
        /// The file.
        path: PathBuf,
        /// What was expected.
        problem: &'static str,
    },
    /// What was named is most likely the secret itself, which no message may show.
    #[error("{what} (expected the name of a file, not what is in it): {error}")]
    LooksLikeASecret {
        /// What it is.
        what: &'static str,
        /// What the system says.
        error: io::Error,
    },
    /// A file with a secret cannot be read.
    #[error("{what} {}: {error}", .path.display())]
    Unreadable {
        /// What it is.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The system refuses.
    #[error("{}: {error}", .path.display())]
    System {
        /// A file or folder.
        path: PathBuf,
        /// What it says.
        error: io::Error,
    },
    /// The database cannot be made.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It cannot be written.
    #[error("{database}: {error}")]
    Unavailable {
        /// The database.
        database: String,
        /// Why.
        error: Unavailable,
    },
    /// It cannot be restored, checked or sealed anew.
    #[error(transparent)]
    Maintenance(#[from] MaintenanceError),
    /// The system has no random numbers.
    #[error(transparent)]
    NoRandomness(#[from] SealError),
}
