//! Backups, made while the Store serves.

use super::{
    copies::{sync_folder_of, verify},
    error::MaintenanceError,
    large_file::LargeFile,
};
use crate::{db::Contents, store::Store};
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::select;

/// A backup that is verified. Its file goes when this is dropped. It holds no master key: without that one, which must be
/// kept elsewhere, nobody can sign by it.
#[derive(Debug)]
pub struct Backup {
    file: LargeFile,
    contents: Contents,
}

impl Backup {
    /// The file: a database, which its owner alone can read.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// How much is in it.
    #[must_use]
    pub fn contents(&self) -> Contents {
        self.contents
    }

    /// Keeps the file under a name that nothing has, in the folder that it was made in or another of the same disk.
    ///
    /// # Errors
    /// A [`MaintenanceError`]; the file is gone then.
    pub fn keep(self, path: &Path) -> Result<(), MaintenanceError> {
        self.file.keep(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => MaintenanceError::Exists { path: path.to_owned() },
            _ => MaintenanceError::File { path: path.to_owned(), error },
        })?;
        sync_folder_of(path)
    }
}

/// Copies all that is in a Store at one instant into a file in a folder, while it serves, and verifies the copy: the
/// database finds no damage, every reference leads to something, everything can be read, and it has all that was there before.
///
/// A Store that is served from that folder later removes what is left of the copy where this process is killed meanwhile.
///
/// # Errors
/// A [`MaintenanceError`]
pub async fn backup(store: &Store, folder: &Path) -> Result<Backup, MaintenanceError> {
    let failed = |error| MaintenanceError::File { path: folder.to_owned(), error };
    let file = LargeFile::new(folder).map_err(failed)?;
    let Some(database) = store.database().file() else { return Err(MaintenanceError::NoFile) };
    // So that its tables say what its changes do.
    store.settle().await?;
    let (before, after) = select! {
        copied = database.copy(file.path()) => copied?,
        error = file.bring_to_disk() => return Err(failed(error)),
    };
    let contents = verify(file.path(), |late| tracing::warn!("backup: {late}")).await?;
    if !before.is_up_to(&contents) || !contents.is_up_to(&after) {
        let problem = format!("has {contents:?}, expected from {before:?} to {after:?}");
        let path = PathBuf::from(file.path());
        return Err(MaintenanceError::Problems { path, problems: vec![problem] });
    }
    Ok(Backup { file, contents })
}
