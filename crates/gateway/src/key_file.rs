//! A key file, read once: what came out of a pipe does not come again.

use crate::held_keys::FileText;
use std::{io, path::Path};
use store_auth::{KeyError, ServerKey};
use store_auth_key_file::{KeyFileError, clean, key_in, read_key_file_by, read_secret};
use store_auth_serve::Open;

/// More bytes than any key takes.
const READ_AT_MOST: usize = 300;

/// The key of a file.
pub(crate) struct ReadKey {
    /// All of the file, to verify with.
    pub(crate) key: ServerKey,
    /// The key alone, to explain with.
    pub(crate) text: FileText,
}

/// `warn` is told what makes the key easy to get at, or most likely wrong.
pub(crate) fn read(
    path: &Path,
    open: Open,
    mut warn: impl FnMut(&str),
) -> Result<ReadKey, KeyFileError> {
    let refused = |error| match error {
        // How much more there is has not been read.
        KeyError::TooLong { .. } => KeyFileError::TooLong(path.to_owned()),
        error => KeyFileError::NoKey { path: path.to_owned(), error },
    };
    let mut file = open(path).map_err(|error| not_opened(path, error))?;
    let bytes = read_secret("key file", path, &mut file, READ_AT_MOST, &mut warn)
        .map_err(|error| KeyFileError::Unreadable { path: path.to_owned(), error })?;
    let key = key_in(&bytes, |warning| warn(&format!("key file {}: {warning}", path.display())));
    Ok(ReadKey { key: key.map_err(refused)?, text: clean(&bytes).map_err(refused)? })
}

/// In the words of whoever knows a key that was given in the place of a name.
fn not_opened(path: &Path, error: io::Error) -> KeyFileError {
    let kind = error.kind();
    let refused = read_key_file_by(path, |_| Err(error), |_| {}).err();
    refused
        .unwrap_or_else(|| KeyFileError::Unreadable { path: path.to_owned(), error: kind.into() })
}
