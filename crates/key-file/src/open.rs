//! Opens a key file, and reads as much of it as a key could take.

use crate::error::KeyFileError;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, is_separator},
};
use zeroize::Zeroizing;

/// No key is longer than 128 bytes, or 256 of UTF-16: more shows that a file holds something else.
const READ_AT_MOST: usize = 300;

/// The start of a file, longer than any key. `warn` is told where every user can read it.
pub(crate) fn read_start(
    path: &Path,
    open: impl FnOnce(&Path) -> io::Result<File>,
    warn: &mut impl FnMut(&str),
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let unreadable = |error| KeyFileError::Unreadable { path: path.to_owned(), error };
    let mut file = open(path).map_err(|error| match path.to_str() {
        Some(name) if !path.exists() && looks_like_a_key(name) => {
            KeyFileError::LooksLikeAKey(error)
        }
        _ => unreadable(error),
    })?;
    if is_world_readable(&file).map_err(unreadable)? {
        let path = path.display();
        warn(&format!("key file {path}: every user of this machine can read it"));
    }
    fill(&mut file).map_err(unreadable)
}

fn fill(file: &mut File) -> io::Result<Zeroizing<Vec<u8>>> {
    // Of full size from the start: a buffer that grows leaves copies of the key behind.
    let mut text = Zeroizing::new(vec![0; READ_AT_MOST]);
    let mut length = 0;
    while length < text.len() {
        match file.read(&mut text[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    text.truncate(length);
    Ok(text)
}

fn looks_like_a_key(name: &str) -> bool {
    let name = name.rsplit(is_separator).next().unwrap_or(name);
    name.len() >= 20 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(unix)]
fn is_world_readable(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = file.metadata()?;
    Ok(metadata.is_file() && metadata.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "asking can fail on Unix")]
fn is_world_readable(_: &File) -> io::Result<bool> {
    Ok(false)
}
