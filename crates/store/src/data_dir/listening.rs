//! The note of where a Store is served, which commands find it by.
//!
//! Who serves holds a lock of the note until its end, however that comes: what nobody holds is stale, whatever process has
//! the number in it by now.

use super::{error::DataDirError, folder::DataDir};
use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
    process,
};

/// Where a Store is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listening {
    /// The process that serves it.
    pub pid: u32,
    /// Where Apps ask, as URLs or, of Unix sockets, as paths.
    pub listen: Vec<String>,
    /// Where the admin interface is, likewise.
    pub admin: Option<String>,
}

/// The note, while it is true. It is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct Note {
    path: PathBuf,
    /// Locked.
    _file: File,
}

impl Note {
    /// Writes the note of a Store of this process. Of one database several may be served, but each of a folder of its own.
    pub(crate) fn write(
        data: &DataDir,
        listen: Vec<String>,
        admin: Option<String>,
    ) -> Result<Self, DataDirError> {
        if let Ok(Listening { pid, .. }) = data.listening() {
            return Err(DataDirError::Served { folder: data.path().to_owned(), pid });
        }
        let (path, new) = (data.note(), data.note().with_extension("new"));
        let write = || {
            let mut options = OpenOptions::new();
            let mut file =
                options.write(true).create(true).truncate(true).mode(0o600).open(&new)?;
            flock(&file, FlockOperation::NonBlockingLockExclusive)?;
            serde_json::to_writer(&mut file, &Listening { pid: process::id(), listen, admin })?;
            file.write_all(b"\n")?;
            // Whoever reads it finds all of it, and locked.
            fs::rename(&new, &path)?;
            Ok(file)
        };
        match write() {
            Ok(file) => Ok(Self { path, _file: file }),
            Err(error) => {
                let _ = fs::remove_file(&new);
                Err(DataDirError::System { path, error })
            }
        }
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        // Without it, it is stale.
        let _ = fs::remove_file(&self.path);
    }
}

impl DataDir {
    /// Where its Store is served now.
    ///
    /// # Errors
    /// [`DataDirError::NotServed`], also where a Store that ended without a word has left its note behind.
    pub fn listening(&self) -> Result<Listening, DataDirError> {
        read(self)
    }
}

fn read(data: &DataDir) -> Result<Listening, DataDirError> {
    let path = data.note();
    let not_served = || DataDirError::NotServed { folder: data.path().to_owned() };
    let failed = |error| DataDirError::System { path: path.clone(), error };
    let file = File::open(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => not_served(),
        _ => failed(error),
    })?;
    match flock(&file, FlockOperation::NonBlockingLockShared) {
        Err(Errno::WOULDBLOCK) => {}
        Ok(()) => return Err(not_served()),
        Err(error) => return Err(failed(error.into())),
    }
    serde_json::from_reader(file)
        .map_err(|error| DataDirError::Note { path, problem: error.to_string() })
}
