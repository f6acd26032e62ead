//! Files that a database is copied to.

use super::error::MaintenanceError;
use crate::db::{Contents, Offline, Problems};
use std::{fs::File, path::Path};

/// Looks at all of a copy but its server keys, and says how much is in it. `warn` is told of closed months that have more
/// records than their bills were made of: the copy is good.
///
/// # Errors
/// A [`MaintenanceError`] that says what is wrong in it.
pub async fn verify(path: &Path, mut warn: impl FnMut(&str)) -> Result<Contents, MaintenanceError> {
    let mut database = Offline::read(&path.into()).await?;
    let Problems { damage: problems, late } = database.problems(None).await?;
    if !problems.is_empty() {
        return Err(MaintenanceError::Problems { path: path.to_owned(), problems });
    }
    for late in &late {
        warn(late);
    }
    let contents = database.contents().await?;
    database.close().await?;
    Ok(contents)
}

/// The name of a file is durable once the folder that it is in is.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), MaintenanceError> {
    let folder = folder_of(path);
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| MaintenanceError::File { path: folder.to_owned(), error })
}

pub(super) fn folder_of(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}
