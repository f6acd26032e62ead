//! Files with a secret in them: their owner's alone, and nothing but the secret.

use super::error::DataDirError;
use crate::tokens;
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};
use store_auth_key_file::read_secret;
use store_auth_serve::Open;
use zeroize::Zeroizing;

/// No secret is longer: more shows that a file holds something else.
const READ_AT_MOST: usize = 1024;

/// Writes a file that is not there yet, and leaves none where it fails. Links are not followed.
pub(super) fn write_new(path: &Path, secret: &[u8]) -> Result<(), DataDirError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut file = options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => DataDirError::Exists { path: path.to_owned() },
        _ => DataDirError::System { path: path.to_owned(), error },
    })?;
    file.write_all(secret).and_then(|()| file.sync_all()).map_err(|error| {
        // Half a secret is worse than none. That it could not be written is the error to report.
        let _ = fs::remove_file(path);
        DataDirError::System { path: path.to_owned(), error }
    })
}

/// All of a file. `warn` is told where every user can read it. A name that there is not is not shown where it looks like the
/// secret itself.
pub(super) fn read(
    what: &'static str,
    path: &Path,
    open: Open,
    warn: impl FnMut(&str),
) -> Result<Zeroizing<Vec<u8>>, DataDirError> {
    let unreadable = |error| DataDirError::Unreadable { what, path: path.to_owned(), error };
    let mut file = open(path).map_err(|error| {
        if !path.exists() && looks_like_a_secret(path) {
            DataDirError::LooksLikeASecret { what, error }
        } else {
            unreadable(error)
        }
    })?;
    read_secret(what, path, &mut file, READ_AT_MOST, warn).map_err(unreadable)
}

/// Whether its last part does: a token or a master key, or what is left of one that was cut.
fn looks_like_a_secret(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| {
        let name = name.trim();
        let digits = name.strip_prefix(tokens::PREFIX).unwrap_or(name);
        digits.len() >= 20 && digits.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}
