//! All of another database, into one at a server: by one transaction, which nobody sees anything of before it is committed.

use super::{
    connect::{SERVED, Server},
    error, months, moving_out, schema,
};
use crate::{
    db::{
        error::OpenError,
        postgres_place::PostgresPlace,
        table_lines::{Lines, each},
        tables::Table,
    },
    model::Millis,
};
use sqlx::{Connection, Postgres, Transaction, query, query_scalar, raw_sql};
use std::ops::Range;

/// A database, as long as it is not whole.
pub(crate) struct Filling {
    server: Server,
    transaction: Transaction<'static, Postgres>,
    /// Of the record of usage before: what has its partition.
    month: Range<Millis>,
}

impl Filling {
    /// Makes the tables, where there is nothing.
    pub(crate) async fn new(place: &PostgresPlace) -> Result<Self, OpenError> {
        let server = Server::of(place)?;
        let failed = |error| error::open(&server.name)(error);
        // One that keeps what it has said to have written.
        server.connect().await?.close().await.map_err(failed)?;
        let mut transaction = server.pool(1).begin().await.map_err(failed)?;
        // A long time may pass from one thing that is asked of it to the next.
        let sql = "SET LOCAL idle_in_transaction_session_timeout = 0";
        raw_sql(sql).execute(&mut *transaction).await.map_err(failed)?;
        schema::expect_nothing(&mut transaction, &server.name).await?;
        let is_alone = query_scalar("SELECT pg_try_advisory_xact_lock($1)").bind(SERVED);
        let is_alone: bool = is_alone.fetch_one(&mut *transaction).await.map_err(failed)?;
        if !is_alone {
            return Err(OpenError::Served { database: server.name });
        }
        schema::make(&mut transaction, &server.name).await?;
        let sql = "DELETE FROM catalogue_version";
        raw_sql(sql).execute(&mut *transaction).await.map_err(failed)?;
        Ok(Self { server, transaction, month: Millis(0)..Millis(0) })
    }

    /// Adds rows to a table.
    pub(crate) async fn fill(&mut self, table: &Table, lines: &[u8]) -> Result<(), OpenError> {
        if table.name == "usage" {
            for line in each(lines) {
                self.make_month_of(line).await.map_err(error::open(&self.server.name))?;
            }
        }
        self.add(table, lines).await.map_err(error::open(&self.server.name))
    }

    async fn add(&mut self, table: &Table, lines: &[u8]) -> Result<(), sqlx::Error> {
        let sql = format!("COPY \"{}\" ({}) FROM STDIN", table.name, table.names());
        let mut copy = self.transaction.copy_in_raw(&sql).await?;
        copy.send(lines).await?;
        copy.finish().await.map(|_| ())
    }

    async fn make_month_of(&mut self, line: &[u8]) -> Result<(), sqlx::Error> {
        let at = line.split(|byte| *byte == b'\t').next().unwrap_or_default();
        // What is no number is refused by the database.
        let at = std::str::from_utf8(at).ok().and_then(|at| at.parse().ok()).map(Millis);
        let Some(at) = at.filter(|at| !self.month.contains(at)) else { return Ok(()) };
        if let Some(month) = months::of(at) {
            months::make_one(&mut self.transaction, month).await?;
            self.month = month.range();
        }
        Ok(())
    }

    /// All rows of a table.
    pub(crate) fn lines(&mut self, table: &Table) -> Lines<'_> {
        moving_out::lines(&mut self.transaction, table, "")
    }

    /// All of it is there, and durable, when this returns.
    ///
    /// # Errors
    /// [`OpenError::Uncertain`] where the connection was lost between the commit and its answer, and the server does not say
    /// what became of it; with every other error nothing is there.
    pub(crate) async fn keep(self) -> Result<(), OpenError> {
        let Self { server, transaction, .. } = self;
        let Err(error) = transaction.commit().await else { return Ok(()) };
        match is_kept(&server).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(error::open(&server.name)(error)),
            Err(_) => Err(OpenError::Uncertain { database: server.name, error }),
        }
    }
}

/// Whether all of it is there, once the transaction is over, which has a lock until then.
async fn is_kept(server: &Server) -> Result<bool, OpenError> {
    let failed = |error| error::open(&server.name)(error);
    let mut connection = server.connect().await?;
    query("SELECT pg_advisory_lock($1)")
        .bind(SERVED)
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    match schema::expect_nothing(&mut connection, &server.name).await {
        Ok(()) => Ok(false),
        Err(OpenError::Exists { .. }) => Ok(true),
        Err(error) => Err(error),
    }
}
