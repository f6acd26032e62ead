//! Another master key.
//!
//! The new one is written beside the old one first, the server keys are sealed anew by one transaction, and then the new one
//! takes the place of the old. Whenever that is cut off, one of the two opens the server keys: [`finish_rekey`] sees which.

use super::{copies::sync_folder_of, error::MaintenanceError};
use crate::{
    db::{DatabasePlace, Offline},
    seal::Seal,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Seals all server keys of a database that no Store serves from by a new master key, which lies in a file of the old one's
/// name with `.new` behind it, and puts it in the place of the old one. Says how many keys there are.
///
/// Nothing sealed by the old one is left in the database then, so what changes have kept of their edits is gone. Backups
/// that were made before still need the old one.
///
/// # Errors
/// A [`MaintenanceError`]
pub async fn rekey(
    database: impl Into<DatabasePlace>,
    master_key: &Path,
    old: &Seal,
    new: &Seal,
) -> Result<u32, MaintenanceError> {
    // A transaction that is durable must find its key durable.
    let new_key = new_name(master_key);
    let synced = fs::File::open(&new_key).and_then(|file| file.sync_all());
    synced.map_err(|error| MaintenanceError::File { path: new_key, error })?;
    sync_folder_of(master_key)?;
    let mut database = Offline::take(&database.into()).await?;
    let count = database.rekey(old, new).await?;
    replace(master_key)?;
    database.close().await?;
    Ok(count)
}

/// Before a Store is opened: where a new master key lies beside the old one, puts the one in place that opens the server
/// keys. `seal` reads a master key.
///
/// # Errors
/// What `seal` says, or a [`MaintenanceError`].
pub async fn finish_rekey<E: From<MaintenanceError>>(
    database: impl Into<DatabasePlace>,
    master_key: &Path,
    seal: impl Fn(&Path) -> Result<Seal, E>,
) -> Result<(), E> {
    let new_key = new_name(master_key);
    if !new_key.exists() {
        return Ok(());
    }
    let mut offline = Offline::take(&database.into()).await.map_err(MaintenanceError::from)?;
    let mut opens = async |path: &Path| {
        let seal = seal(path)?;
        Ok::<_, E>(offline.is_sealed_by(&seal).await.map_err(MaintenanceError::from)?)
    };
    // The old one first: where no word of a master key is there, as in a file of before there were any, nor any server key, both
    // open all of them. It was not replaced then, for that writes the word.
    if opens(master_key).await? {
        let removed = fs::remove_file(&new_key);
        removed.map_err(|error| MaintenanceError::File { path: new_key, error })?;
    } else if opens(&new_key).await? {
        replace(master_key)?;
    } else {
        return Err(
            MaintenanceError::NoMasterKey { path: master_key.to_owned(), new: new_key }.into()
        );
    }
    Ok(offline.close().await.map_err(MaintenanceError::from)?)
}

fn replace(master_key: &Path) -> Result<(), MaintenanceError> {
    let renamed = fs::rename(new_name(master_key), master_key);
    renamed.map_err(|error| MaintenanceError::File { path: master_key.to_owned(), error })?;
    sync_folder_of(master_key)
}

/// What the new master key is called until it is in place.
#[must_use]
pub fn new_name(master_key: &Path) -> PathBuf {
    let mut name = master_key.as_os_str().to_owned();
    name.push(".new");
    name.into()
}
