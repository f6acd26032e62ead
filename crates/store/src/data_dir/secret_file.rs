//! Files with a secret in them: their owner's alone, and nothing but the secret.

use super::error::DataDirError;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};
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
    mut warn: impl FnMut(&str),
) -> Result<Zeroizing<Vec<u8>>, DataDirError> {
    let mut read = || {
        let mut file = open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_file() && metadata.permissions().mode() & 0o004 != 0 {
            let path = path.display();
            warn(&format!("{what} {path}: every user of this machine can read it"));
        }
        fill(&mut file)
    };
    read().map_err(|error| DataDirError::Unreadable { what, path: path.to_owned(), error })
}

fn fill(file: &mut File) -> io::Result<Zeroizing<Vec<u8>>> {
    // Of full size from the start: a buffer that grows leaves copies of the secret behind.
    let mut text = Zeroizing::new(vec![0; READ_AT_MOST]);
    let mut length = 0;
    while let Some(free) = text.get_mut(length..).filter(|free| !free.is_empty()) {
        match file.read(free) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    text.truncate(length);
    Ok(text)
}
