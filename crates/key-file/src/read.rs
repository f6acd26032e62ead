//! The key of a file: strictly for whoever uses it, leniently for whoever explains.

use crate::{clean::clean, error::KeyFileError, flaw::Flaw, open::read_start};
use std::path::Path;
use store_auth::{KeyError, ServerKey};
use zeroize::Zeroizing;

/// Reads a server key, and tells `warn` of what makes it easy to get at, a file that every user can read or a key that is
/// short enough to be guessed, and of quotes around it, which are most likely not the key's.
///
/// # Errors
/// A [`KeyFileError`] for a file that cannot be read or holds anything but a key.
///
/// ```
/// use std::path::Path;
/// use store_auth_key_file::read_key_file;
///
/// let error = read_key_file(Path::new("/nowhere/server.key"), |_| {}).unwrap_err();
/// assert!(error.to_string().starts_with("key file /nowhere/server.key: "));
/// ```
pub fn read_key_file(path: &Path, mut warn: impl FnMut(&str)) -> Result<ServerKey, KeyFileError> {
    let file = read_start(path, &mut warn)?;
    let key = ServerKey::new(&*file).map_err(|error| refused(path, error))?;
    warn_if_weak(path, &key, &mut warn);
    if let Ok((_, Some(Flaw::Quotes))) = clean(&file) {
        warn(&format!(
            "key file {}: the key has quotes around it, which signatures cover: expected the key alone",
            path.display()
        ));
    }
    Ok(key)
}

/// Reads the text of a key from a file that may hold more than the key, and what more that is.
///
/// `warn` is told what [`read_key_file`] tells. A server needs that one: this is for whoever explains why signatures
/// fail, and has to make them with other texts than the key.
///
/// # Errors
/// A [`KeyFileError`] for a file that cannot be read or holds no key.
pub fn read_text(
    path: &Path,
    mut warn: impl FnMut(&str),
) -> Result<(Zeroizing<Vec<u8>>, Option<Flaw>), KeyFileError> {
    let file = read_start(path, &mut warn)?;
    let (text, flaw) = clean(&file).map_err(|error| refused(path, error))?;
    let key = ServerKey::new(&*text).map_err(|error| refused(path, error))?;
    warn_if_weak(path, &key, &mut warn);
    Ok((text, flaw))
}

fn refused(path: &Path, error: KeyError) -> KeyFileError {
    match error {
        // How much more there is has not been read.
        KeyError::TooLong { .. } => KeyFileError::TooLong(path.to_owned()),
        error => KeyFileError::NoKey { path: path.to_owned(), error },
    }
}

fn warn_if_weak(path: &Path, key: &ServerKey, warn: &mut impl FnMut(&str)) {
    if key.is_weak() {
        warn(&format!(
            "key file {}: the key is too short to hold 128 random bits, so one authorization is enough to guess it",
            path.display()
        ));
    }
}
