//! A Store out of a backup.

use super::{
    error::DataDirError,
    first_token,
    folder::DataDir,
    given_key,
    made::{self, Made},
    secret_file,
};
use crate::{
    clock::Clock,
    maintenance::{self, Contents, MaintenanceError},
    model::Millis,
    store::Store,
};
use std::path::Path;
use tokio::runtime;

/// What there is after a backup was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// How much is in the database.
    pub contents: Contents,
    /// Whether a token was made.
    pub has_new_token: bool,
    /// Whether there is a master key that opens its server keys.
    pub has_master_key: bool,
}

/// Who makes the token.
const ACTOR: &str = "restore";

impl DataDir {
    /// Makes the folder, where there is none, and in it a database out of a backup. `master_key` is the file of the key that
    /// the backup was made with, which is copied into the folder; without it, the key is taken that lies there.
    ///
    /// Where there is a key, all of the database is looked at, and a token for everything is made unless `admin.token` is
    /// there. Without one, the database alone is made. `warn` is told of closed months that have more records than their
    /// bills were made of, too.
    ///
    /// # Errors
    /// A [`DataDirError`]; what was made before it is removed again.
    pub fn restore(
        &self,
        backup: &Path,
        master_key: Option<&Path>,
        warn: impl FnMut(&str),
    ) -> Result<Restored, DataDirError> {
        restore(self, backup, master_key, warn)
    }
}

fn restore(
    data: &DataDir,
    backup: &Path,
    master_key: Option<&Path>,
    mut warn: impl FnMut(&str),
) -> Result<Restored, DataDirError> {
    let mut made = Made::default();
    made.folder(data.path())?;
    let key = given_key::read(data, &mut made, master_key, &mut warn)?;
    let failed = |error| DataDirError::System { path: data.database(), error };
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let restored = runtime.block_on(async {
        let database = data.database();
        let warn = |late: &str| warn(&format!("{}: {late}", database.display()));
        let contents = maintenance::restore(backup, &database, warn).await?;
        made.database(data);
        let Some(key) = &key else {
            return Ok(Restored { contents, has_new_token: false, has_master_key: false });
        };
        let problems = maintenance::damage(&(&database).into(), &key.seal()).await?;
        if !problems.is_empty() {
            return Err(MaintenanceError::Problems { path: database, problems }.into());
        }
        let has_new_token = data.admin_token().symlink_metadata().is_err();
        if has_new_token {
            let (clock, lifetime) = (Clock::system(), first_token::LIFETIME);
            let store = Store::open(&database, key.seal(), clock, lifetime).await?;
            let token = first_token::make(store, ACTOR, name).await?;
            secret_file::write_new(&data.admin_token(), token.as_bytes())?;
            made.files.push(data.admin_token());
        }
        Ok::<_, DataDirError>(Restored { contents, has_new_token, has_master_key: true })
    })?;
    made::sync(data.path())?;
    made.keep();
    Ok(restored)
}

/// No other token is called so: backups are not restored twice in a millisecond.
fn name(now: Millis) -> String {
    format!("restored-{}", now.to_utc().format("%Y%m%dT%H%M%S%3fZ"))
}
