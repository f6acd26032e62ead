//! How files are opened: at a start, and once a server serves.

use rustix::fs::{Mode, OFlags};
use std::{fs::File, io, path::Path};

/// Opens a file to be read.
pub type Open = fn(&Path) -> io::Result<File>;

/// Opens a file as whoever serves must: what nobody writes to would be waited for without end, so a pipe or a device is
/// an error. [`File::open`] waits, which a start may.
///
/// # Errors
/// What the system says, or [`io::ErrorKind::InvalidInput`] for what is not a regular file.
///
/// ```
/// let error = store_auth_serve::open_regular("/dev/null".as_ref()).unwrap_err();
/// assert_eq!(error.to_string(), "expected a regular file, found a pipe, a folder or a device");
/// ```
pub fn open_regular(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        let problem = "expected a regular file, found a pipe, a folder or a device";
        Err(io::Error::new(io::ErrorKind::InvalidInput, problem))
    }
}
