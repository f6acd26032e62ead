//! Why a key file is refused.

use std::{io, path::PathBuf};
use store_auth::KeyError;

/// Why a key file was refused. No byte of the key is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// What was named is most likely the key itself, which no message may show.
    #[error("key file (expected the name of a file, not the key): {0}")]
    LooksLikeAKey(io::Error),
    /// The file cannot be read.
    #[error("key file {}: {error}", .path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// There is more in the file than any key.
    #[error("key file {}: expected 1 to 128 bytes, found more", .0.display())]
    TooLong(PathBuf),
    /// What is in the file is no key.
    #[error("key file {}: {error}", .path.display())]
    NoKey {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        error: KeyError,
    },
}
