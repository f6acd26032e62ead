//! Files with a secret in them: their owner's alone, and nothing but the secret.

use super::error::DataDirError;
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

/// All of a file. `warn` is told where every user can read it.
pub(super) fn read(
    what: &'static str,
    path: &Path,
    open: Open,
    warn: impl FnMut(&str),
) -> Result<Zeroizing<Vec<u8>>, DataDirError> {
    let read =
        open(path).and_then(|mut file| read_secret(what, path, &mut file, READ_AT_MOST, warn));
    read.map_err(|error| DataDirError::Unreadable { what, path: path.to_owned(), error })
}
