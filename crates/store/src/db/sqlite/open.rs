//! Makes or opens a database: takes it, brings it up to date, and reads what a catalogue is made of.

use super::{
    changes, error, load, log, master_key,
    owner::Owner,
    prune::{self, Prune},
    settings,
};
use crate::{
    catalogue::Catalogue,
    db::{error::OpenError, migrations::migrator, sealed_error::SealedError},
    seal::{Seal, SealError},
};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migrator},
    query_scalar,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    migrator(&[
        (1, "store", include_str!("../../../migrations/sqlite/0001_store.sql")),
        (2, "master key", include_str!("../../../migrations/sqlite/0002_master_key.sql")),
        (3, "months", include_str!("../../../migrations/sqlite/0003_months.sql")),
        (4, "applications", include_str!("../../../migrations/sqlite/0004_applications.sql")),
    ])
});

/// Connections for reading: exports, backups and pages of lists, which may take long.
const READERS: u32 = 4;

/// A database that this process has, and that nothing writes to yet.
pub(super) struct Opened {
    pub(super) owner: Owner,
    pub(super) connection: SqliteConnection,
    pub(super) checkpoints: SqliteConnection,
    pub(super) readers: SqlitePool,
    pub(super) catalogue: Catalogue,
    /// Months of which records may be left that were to be pruned.
    pub(super) pruned: Vec<Prune>,
}

/// Makes a database where there is none.
pub(super) async fn create(path: &Path, seal: Arc<Seal>) -> Result<Opened, OpenError> {
    let owner = Owner::take(path)?;
    if path.metadata().is_ok_and(|file| file.len() > 0) {
        return Err(OpenError::Exists { database: error::name(path) });
    }
    let connection = migrated(settings::writing(path).create_if_missing(true), path).await?;
    opened(owner, connection, path, seal).await
}

/// Opens a database that was made before.
pub(super) async fn open(path: &Path, seal: Arc<Seal>) -> Result<Opened, OpenError> {
    let owner = Owner::take(path)?;
    let connection = up_to_date(path).await?;
    opened(owner, connection, path, seal).await
}

async fn opened(
    owner: Owner,
    mut connection: SqliteConnection,
    path: &Path,
    seal: Arc<Seal>,
) -> Result<Opened, OpenError> {
    let database = |error| error::open(path)(error);
    let loaded = load(&mut connection, seal).await;
    let catalogue = loaded.map_err(|error| error.of(&error::name(path), database))?;
    let pruned = prune::unfinished(&mut connection).await.map_err(database)?;
    let pool = SqlitePoolOptions::new().max_connections(READERS);
    let readers = pool.connect_with(settings::reading(path)).await.map_err(database)?;
    let checkpoints = settings::writing(path).connect().await.map_err(database)?;
    Ok(Opened { owner, connection, checkpoints, readers, catalogue, pruned })
}

async fn load(
    connection: &mut SqliteConnection,
    seal: Arc<Seal>,
) -> Result<Catalogue, SealedError> {
    let mut catalogue = Catalogue::new(Arc::clone(&seal));
    let loaded = load::load(connection, |edit| Ok::<_, SealedError>(catalogue.apply(edit)?));
    catalogue.version = loaded.await?;
    match master_key::is_of(connection, &seal).await? {
        Some(true) => {}
        Some(false) => return Err(SealError::OtherWord.into()),
        None => master_key::write::<SealedError>(connection, &seal).await?,
    }
    Ok(catalogue)
}

/// Connects to write, brings the tables up to date, and writes to them what is pending.
pub(super) async fn up_to_date(path: &Path) -> Result<SqliteConnection, OpenError> {
    let database = |error| error::open(path)(error);
    let log = log::bring_to_disk(path).map_err(sqlx::Error::Io);
    log.map_err(database)?;
    // Before anything is written.
    to_read(path).await?.close().await.map_err(database)?;
    let mut connection = migrated(settings::writing(path), path).await?;
    // What an earlier process has acknowledged is written before it is read.
    for mut pending in changes::pending(&mut connection).await.map_err(database)? {
        pending.write(&mut connection, usize::MAX).await.map_err(database)?;
    }
    Ok(connection)
}

async fn migrated(
    options: SqliteConnectOptions,
    path: &Path,
) -> Result<SqliteConnection, OpenError> {
    let mut connection = options.connect().await.map_err(error::open(path))?;
    settings::read_back(&mut connection, path).await?;
    migrate(&mut connection, path).await?;
    Ok(connection)
}

/// Makes the tables, or brings them up to date.
pub(super) async fn migrate(
    connection: &mut SqliteConnection,
    path: &Path,
) -> Result<(), OpenError> {
    let migrated = MIGRATIONS.run_direct(None, connection, false).await;
    migrated.map_err(|error| migrating(error, path))
}

/// Connects to read. Refuses what is no Store's database, such as one without tables, and what a newer program has written.
pub(super) async fn to_read(path: &Path) -> Result<SqliteConnection, OpenError> {
    let damaged =
        |error: &str| OpenError::Damaged { database: error::name(path), error: error.to_owned() };
    // The database would take it for a new one, and throw away the log beside it.
    if path.metadata().is_ok_and(|file| file.len() == 0) {
        return Err(damaged("an empty file"));
    }
    let mut connection = settings::reading(path).connect().await.map_err(error::open(path))?;
    let versions: Result<Vec<i64>, _> =
        query_scalar("SELECT version FROM _sqlx_migrations").fetch_all(&mut connection).await;
    let versions = versions.map_err(error::open(path))?;
    if versions.is_empty() {
        return Err(damaged("not made to its end"));
    }
    if versions.iter().any(|version| !MIGRATIONS.version_exists(*version)) {
        return Err(OpenError::Newer { database: error::name(path) });
    }
    Ok(connection)
}

fn migrating(error: MigrateError, path: &Path) -> OpenError {
    match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            OpenError::Newer { database: error::name(path) }
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            error::open(path)(error)
        }
        other => OpenError::Damaged { database: error::name(path), error: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;
    use crate::db::migrations::assert_are_of;

    #[tokio::test]
    async fn every_migration_is_built_in() {
        assert_are_of(&MIGRATIONS, "migrations/sqlite").await;
    }
}
