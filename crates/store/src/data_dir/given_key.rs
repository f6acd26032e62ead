//! The master key of a database that comes from elsewhere.

use super::{error::DataDirError, folder::DataDir, made::Made, master_key::MasterKey};
use std::{fs::File, path::Path};

/// Copies a master key from a file into the folder; without a file, takes the one that lies there, if one does.
pub(super) fn read(
    data: &DataDir,
    made: &mut Made,
    file: Option<&Path>,
    mut warn: impl FnMut(&str),
) -> Result<Option<MasterKey>, DataDirError> {
    let at = data.master_key();
    let mut read = |path: &Path| MasterKey::read(path, |path| File::open(path), &mut warn);
    let is_there = at.symlink_metadata().is_ok();
    let Some(file) = file else { return is_there.then(|| read(&at)).transpose() };
    let key = read(file)?;
    // Such as where this was cut off before.
    if !(is_there && read(&at)?.is(&key)) {
        key.write_new(&at)?;
        made.files.push(at);
    }
    Ok(Some(key))
}
