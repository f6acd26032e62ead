//! A database that nothing is served from here: to be looked at, or given another master key.

use super::{
    books, check,
    connect::{SERVED, Server},
    error, rekey, schema,
};
use crate::{
    db::{
        contents::{self, Contents, Counted},
        error::OpenError,
        postgres_place::PostgresPlace,
        problems::Problems,
    },
    seal::Seal,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, query_as, query_scalar};

/// A database that nothing is served from here.
pub(crate) struct Offline {
    pub(super) name: String,
    pub(super) connection: PgConnection,
}

impl Offline {
    /// Opens one to read, whoever serves from it meanwhile.
    pub(crate) async fn read(place: &PostgresPlace) -> Result<Self, OpenError> {
        let server = Server::of(place)?;
        let connection = schema::to_read(&server).await?;
        Ok(Self { name: server.name, connection })
    }

    /// Opens one for this process alone, up to date.
    pub(crate) async fn take(place: &PostgresPlace) -> Result<Self, OpenError> {
        let server = Server::of(place)?;
        let mut connection = schema::to_read(&server).await?;
        let failed = |error| error::open(&server.name)(error);
        let is_alone: bool = query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(SERVED)
            .fetch_one(&mut connection)
            .await
            .map_err(failed)?;
        if !is_alone {
            return Err(OpenError::Served { database: server.name });
        }
        // Not under Stores of an earlier version.
        schema::migrate(&mut connection, &server.name).await?;
        Ok(Self { name: server.name, connection })
    }

    pub(crate) async fn contents(&mut self) -> Result<Contents, OpenError> {
        count(&mut self.connection).await.map_err(error::open(&self.name))
    }

    pub(crate) async fn problems(&mut self, seal: Option<&Seal>) -> Result<Problems, OpenError> {
        check::problems(&mut self.connection, seal).await.map_err(error::open(&self.name))
    }

    pub(crate) async fn is_sealed_by(&mut self, seal: &Seal) -> Result<bool, OpenError> {
        rekey::is_sealed_by(&mut self.connection, seal).await.map_err(error::open(&self.name))
    }

    pub(crate) async fn rekey(&mut self, old: &Seal, new: &Seal) -> Result<u32, OpenError> {
        rekey::rekey(&mut self.connection, old, new)
            .await
            .map_err(|error| error.of(&self.name, error::open(&self.name)))
    }

    pub(crate) async fn close(self) -> Result<(), OpenError> {
        self.connection.close().await.map_err(error::open(&self.name))
    }
}

/// Counts everything, at one instant.
async fn count(connection: &mut PgConnection) -> Result<Contents, sqlx::Error> {
    let sql = contents::count(books::are_there(&mut *connection).await?);
    let row: Counted = query_as(AssertSqlSafe(sql)).fetch_one(connection).await?;
    Ok(row.into())
}
