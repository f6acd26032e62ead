//! What is where in the folder of a Store.

use super::error::DataDirError;
use crate::db::{DatabasePlace, aside};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The folder of a Store.
///
/// | file | what it holds |
/// |---|---|
/// | `store.db` | everything but keys in the clear, unless that is in a database at a server |
/// | `master.key` | what server keys are sealed with; a backup of the database is of no use without it |
/// | `admin.token` | the first token of the admin interface |
/// | `listening.json` | where the Store is served, while it is |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// A folder, which need not be there.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Its database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.0.join("store.db")
    }

    /// What else there may be of its database.
    pub(super) fn beside_database(&self) -> [PathBuf; 3] {
        [".lock", "-wal", "-shm"].map(|end| {
            let mut name = self.database().into_os_string();
            name.push(end);
            name.into()
        })
    }

    /// The file of its master key, unless a configuration names another.
    #[must_use]
    pub fn master_key(&self) -> PathBuf {
        self.0.join("master.key")
    }

    /// The file of its first token.
    #[must_use]
    pub fn admin_token(&self) -> PathBuf {
        self.0.join("admin.token")
    }

    pub(super) fn note(&self) -> PathBuf {
        self.0.join("listening.json")
    }

    /// That it has the database, if that is a file, which a Store would otherwise make anew and serve without a word.
    ///
    /// # Errors
    /// [`DataDirError::NoStore`], or what the system says.
    pub(crate) fn expect(&self, database: &DatabasePlace) -> Result<(), DataDirError> {
        let DatabasePlace::File(path) = database else { return Ok(()) };
        match path.symlink_metadata() {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = self.0.clone();
                let was_moved = aside(path).symlink_metadata().is_ok();
                Err(if was_moved {
                    DataDirError::Moved { folder }
                } else {
                    DataDirError::NoStore { folder }
                })
            }
            Err(error) => Err(DataDirError::System { path: path.clone(), error }),
        }
    }
}
