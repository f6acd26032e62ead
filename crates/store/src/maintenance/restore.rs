//! A database out of a backup.

use super::{
    copies::{folder_of, sync_folder_of, verify},
    error::MaintenanceError,
};
use crate::db::{Contents, Offline};
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

/// Makes a database out of a backup, and says how much is in it.
///
/// The backup is verified and copied, the copy brought up to date and verified, and only then given its name. A backup has no master
/// key: the one that its server keys are sealed by must be put beside it, or no Store serves from it.
///
/// # Errors
/// A [`MaintenanceError`], such as that there is a database, or what is left of one.
pub async fn restore(backup: &Path, database: &Path) -> Result<Contents, MaintenanceError> {
    for path in ["", "-wal", "-shm", "-journal"].map(|end| beside(database, end)) {
        if path.symlink_metadata().is_ok() {
            return Err(MaintenanceError::Exists { path });
        }
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| MaintenanceError::File { path, error }
    };
    verify(backup).await?;
    let mut from = File::open(backup).map_err(failed(backup))?;
    // In a folder of its own, for what the database puts beside the copy goes with it.
    let folder = tempfile::Builder::new().prefix("restore-").tempdir_in(folder_of(database));
    let folder = folder.map_err(failed(folder_of(database)))?;
    let copy = folder.path().join("store.db");
    let mut options = File::options();
    std::os::unix::fs::OpenOptionsExt::mode(options.write(true).create_new(true), 0o600);
    let mut to = options.open(&copy).map_err(failed(&copy))?;
    io::copy(&mut from, &mut to).map_err(failed(&copy))?;
    to.sync_all().map_err(failed(&copy))?;
    Offline::take(&(&copy).into()).await?.close().await?;
    let contents = verify(&copy).await?;
    let named = std::fs::hard_link(&copy, database);
    named.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => MaintenanceError::Exists { path: database.to_owned() },
        _ => failed(database)(error),
    })?;
    sync_folder_of(database)?;
    Ok(contents)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
