//! Why a Store cannot be served.

use crate::{data_dir::DataDirError, db::OpenError};
use store_auth_serve::{Error as ServeError, NoCredentials};

/// Why a Store cannot be served. No secret is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The configuration is of no use, or its sockets cannot be served on.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A file of its folder is of no use.
    #[error(transparent)]
    Data(#[from] DataDirError),
    /// Its database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The master key is a credential of systemd's, which has not passed any.
    #[error(transparent)]
    NoCredentials(#[from] NoCredentials),
}
