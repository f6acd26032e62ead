//! A database that is made apart, and has its name once all of it is there.

use super::{
    copies::{folder_of, sync_folder_of},
    error::MaintenanceError,
};
use rustix::fs::{FlockOperation, flock};
use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// What the folder is called begins so. Nobody else's does.
const PREFIX: &str = ".storeauth-new-";

/// A database that is made in a folder of its own, beside where it will be: for what the database puts beside itself goes
/// with it. All of it goes when this is dropped.
pub(super) struct Apart {
    folder: TempDir,
    database: PathBuf,
    /// The folder, locked: who holds it is alive.
    _lock: File,
}

impl Apart {
    /// An empty file, for a database where there is none, nor what is left of one.
    pub(super) fn new(database: &Path) -> Result<Self, MaintenanceError> {
        for path in ["", "-wal", "-shm", "-journal"].map(|end| beside(database, end)) {
            if path.symlink_metadata().is_ok() {
                return Err(MaintenanceError::Exists { path });
            }
        }
        let make = || {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder_of(database))?;
            let lock = File::open(folder.path())?;
            flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
            let apart = Self { folder, database: database.to_owned(), _lock: lock };
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(apart.path())?;
            Ok(apart)
        };
        let failed = |error| MaintenanceError::File { path: folder_of(database).into(), error };
        Self::remove_left(folder_of(database)).and_then(|()| make()).map_err(failed)
    }

    /// What it is called for now.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("store.db")
    }

    /// Gives it its name, which nothing may have.
    pub(super) fn name(self) -> Result<(), MaintenanceError> {
        let Self { database, .. } = &self;
        fs::hard_link(self.path(), database).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => MaintenanceError::Exists { path: database.clone() },
            _ => MaintenanceError::File { path: database.clone(), error },
        })?;
        sync_folder_of(database)
    }

    /// Removes from a folder those of processes that were killed.
    pub(super) fn remove_left(folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let is_one = entry.file_name().to_string_lossy().starts_with(PREFIX);
            if is_one && entry.file_type()?.is_dir() {
                let lock = File::open(entry.path())?;
                if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok() {
                    fs::remove_dir_all(entry.path())?;
                }
            }
        }
        Ok(())
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
