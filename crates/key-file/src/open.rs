//! Opens a key file, and reads as much of it as a key could take.

use crate::{error::KeyFileError, secret::read_secret};
use std::{
    fs::File,
    io,
    path::{Path, is_separator},
};
use zeroize::Zeroizing;

/// No key is longer than 128 bytes, or 256 of UTF-16: more shows that a file holds something else.
const READ_AT_MOST: usize = 300;

/// The start of a file, longer than any key. `warn` is told where every user can read it.
pub(crate) fn read_start(
    path: &Path,
    open: impl FnOnce(&Path) -> io::Result<File>,
    warn: impl FnMut(&str),
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let unreadable = |error| KeyFileError::Unreadable { path: path.to_owned(), error };
    let mut file = open(path).map_err(|error| match path.to_str() {
        Some(name) if !path.exists() && looks_like_a_key(name) => {
            KeyFileError::LooksLikeAKey(error)
        }
        _ => unreadable(error),
    })?;
    read_secret("key file", path, &mut file, READ_AT_MOST, warn).map_err(unreadable)
}

fn looks_like_a_key(name: &str) -> bool {
    let name = name.rsplit(is_separator).next().unwrap_or(name);
    name.len() >= 20 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
