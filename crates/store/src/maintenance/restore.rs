//! A database out of a backup.

use super::{apart::Apart, copies::verify, error::MaintenanceError};
use crate::db::{Contents, Offline};
use std::{fs::File, io, path::Path};

/// Makes a database out of a backup, and says how much is in it.
///
/// The backup is verified and copied, the copy brought up to date and verified, and only then given its name. A backup has no master
/// key: the one that its server keys are sealed by must be put beside it, or no Store serves from it. `warn` is told of closed
/// months that have more records than their bills were made of.
///
/// # Errors
/// A [`MaintenanceError`], such as that there is a database, or what is left of one.
pub async fn restore(
    backup: &Path,
    database: &Path,
    warn: impl FnMut(&str),
) -> Result<Contents, MaintenanceError> {
    let apart = Apart::new(database)?;
    verify(backup, |_| {}).await?;
    let (mut from, copy) = (File::open(backup).map_err(failed(backup))?, apart.path());
    let mut to = File::options().write(true).open(&copy).map_err(failed(&copy))?;
    io::copy(&mut from, &mut to).map_err(failed(&copy))?;
    to.sync_all().map_err(failed(&copy))?;
    Offline::take(&(&copy).into()).await?.close().await?;
    let contents = verify(&copy, warn).await?;
    apart.name()?;
    Ok(contents)
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> MaintenanceError {
    let path = path.to_owned();
    move |error| MaintenanceError::File { path, error }
}
