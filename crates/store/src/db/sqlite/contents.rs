//! How much is in a database.

use super::books;
use crate::db::contents::{self, Contents, Counted};
use sqlx::{AssertSqlSafe, SqliteConnection, query_as};

/// Counts everything, at one instant.
pub(super) async fn count(connection: &mut SqliteConnection) -> Result<Contents, sqlx::Error> {
    let sql = contents::count(books::are_there(&mut *connection).await?);
    let row: Counted = query_as(AssertSqlSafe(sql)).fetch_one(connection).await?;
    Ok(row.into())
}
