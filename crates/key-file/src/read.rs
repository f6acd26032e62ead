//! The key of a file: strictly for whoever uses it, leniently for whoever explains.

use crate::{error::KeyFileError, flaw::Flaw, key_file::KeyFile, key_in::weak};
use std::{fs::File, path::Path};
use store_auth::ServerKey;
use zeroize::Zeroizing;

/// Reads a server key, and tells `warn` of what makes it easy to get at, a file that every user can read or a key that is
/// short enough to be guessed, and of quotes around it, `0x` or a variable's name before it, which are most likely not the key's.
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
    KeyFile::read(path, |path| File::open(path), &mut warn)?.key(warn)
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
    let file = KeyFile::read(path, |path| File::open(path), &mut warn)?;
    let (text, flaw) = file.text()?;
    let key = ServerKey::new(&*text).map_err(|error| file.refused(error))?;
    if let Some(warning) = weak(&key) {
        warn(&file.warning(warning));
    }
    Ok((text, flaw))
}
