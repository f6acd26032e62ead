//! Files that hold a server key and nothing else.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use store_auth::{KeyError, ServerKey};
use zeroize::Zeroizing;

/// No key is longer than 128 bytes, or 256 of UTF-16: more shows that a file holds something else.
const READ_AT_MOST: usize = 300;

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

/// Reads a server key, and tells `warn` of what makes it easy to get at: a file that every user can read, a key that is
/// short enough to be guessed.
///
/// # Errors
/// A [`KeyFileError`] for a file that cannot be read or holds no key.
///
/// ```
/// use std::path::Path;
///
/// let error = store_auth_gateway::read_key_file(Path::new("/nowhere/server.key"), |_| {}).unwrap_err();
/// assert!(error.to_string().starts_with("key file /nowhere/server.key: "));
/// ```
pub fn read_key_file(path: &Path, warn: impl FnMut(&str)) -> Result<ServerKey, KeyFileError> {
    read_key_file_as(path, |text| ServerKey::new(text), warn)
}

/// As [`read_key_file`], with another way to make a key of what the file holds: one that puts up with a line break,
/// say, in order to tell of it.
///
/// # Errors
/// A [`KeyFileError`] for a file that cannot be read, or holds what `parse` refuses.
pub fn read_key_file_as(
    path: &Path,
    parse: impl FnOnce(&[u8]) -> Result<ServerKey, KeyError>,
    mut warn: impl FnMut(&str),
) -> Result<ServerKey, KeyFileError> {
    let unreadable = |error| KeyFileError::Unreadable { path: path.to_owned(), error };
    let file = File::open(path).map_err(|error| match path.to_str() {
        Some(name) if !path.exists() && looks_like_a_key(name) => {
            KeyFileError::LooksLikeAKey(error)
        }
        _ => unreadable(error),
    })?;
    if is_world_readable(&file).map_err(unreadable)? {
        let path = path.display();
        warn(&format!("key file {path}: every user of this machine can read it"));
    }
    let text = read_start(file).map_err(unreadable)?;
    let key = parse(&text).map_err(|error| match error {
        // How much more there is has not been read.
        KeyError::TooLong { .. } => KeyFileError::TooLong(path.to_owned()),
        error => KeyFileError::NoKey { path: path.to_owned(), error },
    })?;
    if key.is_weak() {
        warn(&format!(
            "key file {}: the key is too short to hold 128 random bits, so one authorization is enough to guess it",
            path.display()
        ));
    }
    Ok(key)
}

fn looks_like_a_key(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.len() >= 20 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn read_start(mut file: File) -> io::Result<Zeroizing<Vec<u8>>> {
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

#[cfg(unix)]
fn is_world_readable(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = file.metadata()?;
    Ok(metadata.is_file() && metadata.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_world_readable(_: &File) -> io::Result<bool> {
    Ok(false)
}
