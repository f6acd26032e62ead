//! Reads files with a secret in them.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};
use zeroize::Zeroizing;

/// The start of a file that holds a secret, as much of it as is asked for, and no copy of it left in memory. `warn` is told
/// where every user can read it: `what` is the kind of file, such as `token file`, and `path` is how it is called.
///
/// # Errors
/// Those of reading it
///
/// ```
/// use std::{fs::{self, File}, path::Path};
/// use store_auth_key_file::read_secret;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("token");
/// fs::write(&path, "c0ffee")?;
/// let secret = read_secret("token file", &path, &mut File::open(&path)?, 100, |_| {})?;
/// assert_eq!(*secret, b"c0ffee");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read_secret(
    what: &str,
    path: &Path,
    file: &mut File,
    at_most: usize,
    mut warn: impl FnMut(&str),
) -> io::Result<Zeroizing<Vec<u8>>> {
    if is_world_readable(file)? {
        warn(&format!("{what} {}: every user of this machine can read it", path.display()));
    }
    // Of full size from the start: a buffer that grows leaves copies of the secret behind.
    let mut text = Zeroizing::new(vec![0; at_most]);
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
