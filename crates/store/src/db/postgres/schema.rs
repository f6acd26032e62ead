//! The tables: made, brought up to date, and recognized.

use super::{aside::IS_ASIDE, connect::Server, error};
use crate::db::{error::OpenError, migrations::migrator};
use sqlx::{
    PgConnection,
    migrate::{MigrateError, Migrator},
    query_scalar,
};
use std::sync::LazyLock;

static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    migrator(&[
        (1, "store", include_str!("../../../migrations/postgres/0001_store.sql")),
        (2, "months", include_str!("../../../migrations/postgres/0002_months.sql")),
        (3, "applications", include_str!("../../../migrations/postgres/0003_applications.sql")),
    ])
});

/// Makes them, where there is nothing.
pub(super) async fn create(server: &Server) -> Result<PgConnection, OpenError> {
    let mut connection = server.connect().await?;
    make(&mut connection, &server.name).await?;
    Ok(connection)
}

/// The same, by a connection, whatever transaction that is in.
pub(super) async fn make(connection: &mut PgConnection, name: &str) -> Result<(), OpenError> {
    expect_nothing(connection, name).await?;
    migrate(connection, name).await
}

/// That there is nothing.
pub(super) async fn expect_nothing(
    connection: &mut PgConnection,
    name: &str,
) -> Result<(), OpenError> {
    let sql = "SELECT count(*) FROM pg_class
        WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = current_schema()::regnamespace";
    let count: i64 = query_scalar(sql).fetch_one(connection).await.map_err(error::open(name))?;
    if count > 0 { Err(OpenError::Exists { database: name.to_owned() }) } else { Ok(()) }
}

/// Connects, and brings them up to date. Of several that do so at once one does, and the others wait.
pub(super) async fn up_to_date(server: &Server) -> Result<PgConnection, OpenError> {
    let mut connection = to_read(server).await?;
    migrate(&mut connection, &server.name).await?;
    Ok(connection)
}

/// Connects. Refuses what is no Store's database, and what a newer program has written.
pub(super) async fn to_read(server: &Server) -> Result<PgConnection, OpenError> {
    let mut connection = server.connect().await?;
    let failed = |error| error::open(&server.name)(error);
    let sql = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
    let is_there: bool = query_scalar(sql).fetch_one(&mut connection).await.map_err(failed)?;
    let mut versions: Vec<i64> = Vec::new();
    if is_there {
        let sql = "SELECT version FROM _sqlx_migrations WHERE success";
        versions = query_scalar(sql).fetch_all(&mut connection).await.map_err(failed)?;
    }
    if query_scalar(IS_ASIDE).fetch_one(&mut connection).await.map_err(failed)? {
        return Err(OpenError::Moved { database: server.name.clone() });
    }
    if versions.is_empty() {
        return Err(OpenError::NotMade { database: server.name.clone() });
    }
    if versions.iter().any(|version| !MIGRATIONS.version_exists(*version)) {
        return Err(OpenError::Newer { database: server.name.clone() });
    }
    Ok(connection)
}

/// Brings them up to date.
pub(super) async fn migrate(connection: &mut PgConnection, name: &str) -> Result<(), OpenError> {
    let database = name.to_owned();
    MIGRATIONS.run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            OpenError::Newer { database }
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            error::open(name)(error)
        }
        other => OpenError::Damaged { database, error: other.to_string() },
    })
}

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;
    use crate::db::migrations::assert_are_of;

    #[tokio::test]
    async fn every_migration_is_built_in() {
        assert_are_of(&MIGRATIONS, "migrations/postgres").await;
    }
}
