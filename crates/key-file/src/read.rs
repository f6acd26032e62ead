//! The key of a file: strictly for whoever uses it, leniently for whoever explains.

use crate::{
    clean::clean,
    error::KeyFileError,
    flaw::Flaw,
    key_in::{key_in, weak},
    open::read_start,
};
use std::{fs::File, io, path::Path};
use store_auth::{KeyError, ServerKey};
use zeroize::Zeroizing;

/// Reads a server key, and tells `warn` of what makes it easy to get at, a file that every user can read or a key that is
/// short enough to be guessed, and of quotes around it, `0x` or a variable's name before it, which are most likely not the key's.
///
/// # Errors
/// A [`KeyFileError`] for a file that cannot be read or holds anything but a key.
///
/// ```
/// use std::{fs::File, io, path::Path};
/// use store_auth_key_file::read_key_file;
///
/// let error = read_key_file(Path::new("/nowhere/server.key"), |_| {}).unwrap_err();
/// assert!(error.to_string().starts_with("key file /nowhere/server.key: "));
/// ```
pub fn read_key_file(path: &Path, warn: impl FnMut(&str)) -> Result<ServerKey, KeyFileError> {
    read_key_file_by(path, |path| File::open(path), warn)
}

/// As [`read_key_file`], for whoever has to open files in a way of their own: [`File::open`] waits for somebody to write
/// where the file is a pipe.
///
/// # Errors
/// As of [`read_key_file`].
pub fn read_key_file_by(
    path: &Path,
    open: impl FnOnce(&Path) -> io::Result<File>,
    mut warn: impl FnMut(&str),
) -> Result<ServerKey, KeyFileError> {
    let file = read_start(path, open, &mut warn)?;
    key_in(&file, |warning| warn_of(path, warning, &mut warn)).map_err(|error| refused(path, error))
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
    warn: impl FnMut(&str),
) -> Result<(Zeroizing<Vec<u8>>, Option<Flaw>), KeyFileError> {
    read_text_by(path, |path| File::open(path), warn)
}

/// As [`read_text`], for whoever has to open files in a way of their own.
///
/// # Errors
/// As of [`read_text`].
pub fn read_text_by(
    path: &Path,
    open: impl FnOnce(&Path) -> io::Result<File>,
    mut warn: impl FnMut(&str),
) -> Result<(Zeroizing<Vec<u8>>, Option<Flaw>), KeyFileError> {
    let file = read_start(path, open, &mut warn)?;
    let (text, flaw) = clean(&file).map_err(|error| refused(path, error))?;
    let key = ServerKey::new(&*text).map_err(|error| refused(path, error))?;
    if let Some(warning) = weak(&key) {
        warn_of(path, warning, &mut warn);
    }
    Ok((text, flaw))
}

fn refused(path: &Path, error: KeyError) -> KeyFileError {
    match error {
        // How much more there is has not been read.
        KeyError::TooLong { .. } => KeyFileError::TooLong(path.to_owned()),
        error => KeyFileError::NoKey { path: path.to_owned(), error },
    }
}

fn warn_of(path: &Path, warning: &str, warn: &mut impl FnMut(&str)) {
    warn(&format!("key file {}: {warning}", path.display()));
}
