//! Files that are made together, all of them or none.

use super::{error::DataDirError, folder::DataDir};
use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// What was made: it goes again unless all of it is.
#[derive(Default)]
pub(super) struct Made {
    folder: Option<PathBuf>,
    pub(super) files: Vec<PathBuf>,
}

impl Made {
    /// Makes a folder unless it is there.
    pub(super) fn folder(&mut self, path: &Path) -> Result<(), DataDirError> {
        match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => self.folder = Some(path.to_owned()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(DataDirError::NoFolder { path: path.to_owned() });
            }
            Err(error) => return Err(DataDirError::System { path: path.to_owned(), error }),
        }
        Ok(())
    }

    /// A database was made, and whatever else belongs to it.
    pub(super) fn database(&mut self, data: &DataDir) {
        self.files.push(data.database());
        self.files.extend(data.beside_database());
    }

    /// All of it is made.
    pub(super) fn keep(mut self) {
        self.folder = None;
        self.files.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // Why all of it was not made is the error to report.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        if let Some(folder) = &self.folder {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Names are durable once the folder that they are in is.
pub(super) fn sync(folder: &Path) -> Result<(), DataDirError> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    for path in [folder, parent.unwrap_or(Path::new("."))] {
        let synced = File::open(path).and_then(|folder| folder.sync_all());
        synced.map_err(|error| DataDirError::System { path: path.to_owned(), error })?;
    }
    Ok(())
}
