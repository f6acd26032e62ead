//! What a key file holds, read once: what came out of a pipe does not come again.

use std::{fs::File, io, ops::Deref, path::Path};
use store_auth::KeyError;
use store_auth_key_file::{KeyFileError, read_key_file_by, read_secret};

/// More bytes than any key takes.
const READ_AT_MOST: usize = 300;

/// The bytes of the file, wiped when they are dropped, and what makes them easy to get at.
pub(crate) fn read(
    path: &Path,
) -> Result<(impl Deref<Target = Vec<u8>> + use<>, Vec<String>), KeyFileError> {
    let mut warnings = Vec::new();
    let warn = |warning: &str| warnings.push(warning.to_owned());
    let mut file = File::open(path).map_err(|error| not_opened(path, error))?;
    let bytes = read_secret("key file", path, &mut file, READ_AT_MOST, warn)
        .map_err(|error| KeyFileError::Unreadable { path: path.to_owned(), error })?;
    Ok((bytes, warnings))
}

/// Why what it holds is no key.
pub(crate) fn refused(path: &Path, error: KeyError) -> KeyFileError {
    match error {
        // How much more there is has not been read.
        KeyError::TooLong { .. } => KeyFileError::TooLong(path.to_owned()),
        error => KeyFileError::NoKey { path: path.to_owned(), error },
    }
}

/// In the words of whoever knows a key that was given in the place of a name.
fn not_opened(path: &Path, error: io::Error) -> KeyFileError {
    let kind = error.kind();
    let refused = read_key_file_by(path, |_| Err(error), |_| {}).err();
    refused
        .unwrap_or_else(|| KeyFileError::Unreadable { path: path.to_owned(), error: kind.into() })
}
