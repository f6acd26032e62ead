//! All that a server has of a Store, for another database.

use super::{
    aside::{PUT_ASIDE, UNDO},
    error,
    offline::Offline,
};
use crate::db::{
    error::OpenError,
    table_lines::{Lines, together},
    tables::{Kind, Table},
};
use futures_util::TryFutureExt;
use sqlx::{AssertSqlSafe, PgConnection, query_scalar, raw_sql};

/// Nobody records or changes anything from here on: whoever tries waits, such as a Store that was cut off and comes back.
const HOLD: &str = "SET idle_in_transaction_session_timeout = 0;
    BEGIN ISOLATION LEVEL REPEATABLE READ;
    LOCK TABLE usage, catalogue_version IN SHARE MODE";

/// A database whose tables were put aside.
pub(crate) struct Aside(Offline);

impl Offline {
    /// Gets ready for all of it to be read. It has to be this process's alone.
    pub(crate) async fn hold(&mut self) -> Result<(), OpenError> {
        self.run(HOLD).await
    }

    pub(crate) async fn count(&mut self, table: &Table) -> Result<i64, sqlx::Error> {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.name);
        query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.connection).await
    }

    /// All rows of a table, in its order.
    pub(crate) fn lines(&mut self, table: &Table) -> Lines<'_> {
        let order = table.order.map(|order| format!(" ORDER BY {order}"));
        lines(&mut self.connection, table, &order.unwrap_or_default())
    }

    /// Gives tables other names, so that nobody serves from it any more.
    pub(crate) async fn put_aside(mut self) -> Result<Aside, OpenError> {
        self.run(PUT_ASIDE).await?;
        Ok(Aside(self))
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), OpenError> {
        let run = raw_sql(sql).execute(&mut self.connection).await;
        run.map(|_| ()).map_err(error::open(&self.name))
    }
}

impl Aside {
    /// Gives them the names that they had.
    pub(crate) async fn undo(&mut self) -> Result<(), OpenError> {
        self.0.run(UNDO).await
    }
}

/// All rows of a table, each as a line.
pub(super) fn lines<'a>(connection: &'a mut PgConnection, table: &Table, order: &str) -> Lines<'a> {
    let values = table.list(|name, kind| match kind {
        Kind::Integer | Kind::Text => format!("\"{name}\""),
        Kind::Boolean => format!("\"{name}\"::integer"),
        Kind::Bytes => format!("'\\x' || encode(\"{name}\", 'hex')"),
    });
    let sql = format!("COPY (SELECT {values} FROM \"{}\"{order}) TO STDOUT", table.name);
    together(async move { connection.copy_out_raw(&sql).await }.try_flatten_stream())
}
