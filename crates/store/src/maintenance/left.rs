//! What is left in the folder of a Store by processes that were killed.

use super::{apart::Apart, error::MaintenanceError, large_file::LargeFile};
use std::path::Path;

/// Removes from a folder what is left there of backups and of databases that were made, whose process was killed. Nobody may
/// be making a backup in it.
pub(crate) fn remove_left(folder: &Path) -> Result<(), MaintenanceError> {
    let failed = |error| MaintenanceError::File { path: folder.to_owned(), error };
    LargeFile::remove_left(folder).and_then(|()| Apart::remove_left(folder)).map_err(failed)
}
