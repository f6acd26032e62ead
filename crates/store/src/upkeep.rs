//! What is done to the Store of a folder besides serving it. Each of these waits until it is done.

use crate::{
    config::Config,
    data_dir::{DataDir, DataDirError, MasterKey},
    db::{DatabasePlace, Offline, OpenError, PostgresPlace},
    maintenance::{self, Contents, MaintenanceError, Migrated, Progress, Report},
    seal::Seal,
};
use std::{
    fs::{self, File},
    path::Path,
};
use store_auth_serve::NoCredentials;
use tokio::runtime::{self, Runtime};

/// Something cannot be done to the Store of a folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpkeepError {
    /// A file of the folder is of no use, or what was to be done fails.
    #[error(transparent)]
    Data(#[from] DataDirError),
    /// The master key is a credential of systemd's, which has not passed any.
    #[error(transparent)]
    NoCredentials(#[from] NoCredentials),
    /// The master key cannot be replaced where it is.
    #[error(
        "[master_key] credential: expected `file`, or none of it: a credential cannot be replaced"
    )]
    Credential,
}

/// Where a Store keeps everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// In the database of its folder.
    Folder(DataDir),
    /// At a server.
    Server(PostgresPlace),
}

impl Keeping {
    /// Its database.
    #[must_use]
    pub fn database(&self) -> DatabasePlace {
        match self {
            Self::Folder(data) => (&data.database()).into(),
            Self::Server(place) => place.clone().into(),
        }
    }
}

impl From<MaintenanceError> for UpkeepError {
    fn from(error: MaintenanceError) -> Self {
        Self::Data(error.into())
    }
}

/// Looks at all of a Store, whether it is served or not: see [`maintenance::check`].
///
/// # Errors
/// An [`UpkeepError`] where it cannot be looked at at all.
pub fn check(
    data: &DataDir,
    config: &Config,
    warn: impl FnMut(&str),
) -> Result<Report, UpkeepError> {
    let database = config.database(data);
    data.expect(&database)?;
    let key = MasterKey::read(&config.master_key_file(data)?, |path| File::open(path), warn)?;
    match runtime(data)?.block_on(maintenance::check(database, &key.seal())) {
        Err(MaintenanceError::Open(OpenError::Damaged { error, .. })) => {
            let problem = format!(
                "damaged or not a Store's database ({error}), expected one; restore a backup"
            );
            Ok(Report { contents: None, problems: vec![problem] })
        }
        report => Ok(report?),
    }
}

/// Looks at all of a backup but its server keys, and says how much is in it. `warn` is told of closed months that have more
/// records than their bills were made of: the backup is good.
///
/// # Errors
/// A [`MaintenanceError`] that says what is wrong in it.
pub fn verify_backup(backup: &Path, warn: impl FnMut(&str)) -> Result<Contents, MaintenanceError> {
    let failed = |error| MaintenanceError::File { path: backup.to_owned(), error };
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(maintenance::verify(backup, warn))
}

/// Makes another master key, seals all server keys of a Store that nobody serves by it, puts it in the place of the old one,
/// and says how many keys there are. See [`maintenance::rekey`].
///
/// # Errors
/// An [`UpkeepError`]. One of the two keys opens the server keys then, and the next start puts it in place.
pub fn rekey(data: &DataDir, config: &Config, warn: impl FnMut(&str)) -> Result<u32, UpkeepError> {
    let database = config.database(data);
    data.expect(&database)?;
    if config.has_credential() {
        return Err(UpkeepError::Credential);
    }
    let path = config.master_key_file(data)?;
    finish_rekey(data, &database, &path)?;
    let old = MasterKey::read(&path, |path| File::open(path), warn)?;
    let new = MasterKey::make().map_err(DataDirError::from)?;
    new.write_new(&maintenance::new_name(&path))?;
    let (old, new) = (old.seal(), new.seal());
    let sealed = runtime(data)?.block_on(maintenance::rekey(database, &path, &old, &new));
    if let Err(MaintenanceError::Open(OpenError::InUse { .. } | OpenError::Served { .. })) = &sealed
    {
        // Nothing is sealed by it. That the Store is served is the error to report.
        let _ = fs::remove_file(maintenance::new_name(&path));
    }
    Ok(sealed?)
}

/// Moves all that a Store has to another place. A folder is made where there is none, and has a copy of the master key then, if
/// the file of one is given; without a file, one that lies there is taken. See [`maintenance::migrate`].
///
/// # Errors
/// An [`UpkeepError`]. Nothing was moved then.
pub fn migrate(
    from: &Keeping,
    to: &Keeping,
    master_key: Option<&Path>,
    warn: impl FnMut(&str),
    tell: impl FnMut(Progress),
) -> Result<Migrated, UpkeepError> {
    let database = from.database();
    if let Keeping::Folder(data) = from {
        data.expect(&database)?;
    }
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        let path = database.to_string().into();
        UpkeepError::Data(DataDirError::System { path, error })
    })?;
    let into = to.database();
    let migrate = |seal: Option<&Seal>| {
        let migrated = maintenance::migrate(&database, &into, seal, tell);
        Ok::<_, UpkeepError>(runtime.block_on(migrated)?)
    };
    match to {
        Keeping::Folder(data) => data.receive(master_key, warn, migrate, Migrated::is_good),
        Keeping::Server(_) => migrate(None),
    }
}

/// Before a Store is opened: finishes replacing its master key, where that was cut off.
pub(crate) fn finish_rekey(
    data: &DataDir,
    database: &DatabasePlace,
    master_key: &Path,
) -> Result<(), DataDirError> {
    let seal = |path: &Path| {
        let key = MasterKey::read(path, |path| File::open(path), |_| {})?;
        Ok::<_, DataDirError>(key.seal())
    };
    let finish = maintenance::finish_rekey(database.clone(), master_key, seal);
    runtime(data)?.block_on(finish)
}

/// That a database at a server is a Store's and can be read; one that is a file is not opened.
pub(crate) fn try_server(data: &DataDir, database: &DatabasePlace) -> Result<(), DataDirError> {
    if matches!(database, DatabasePlace::File(_)) {
        return Ok(());
    }
    Ok(runtime(data)?.block_on(async { Offline::read(database).await?.close().await })?)
}

fn runtime(data: &DataDir) -> Result<Runtime, DataDirError> {
    let built = runtime::Builder::new_current_thread().enable_all().build();
    built.map_err(|error| DataDirError::System { path: data.database(), error })
}
