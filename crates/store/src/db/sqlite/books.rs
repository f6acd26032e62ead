//! Closed months, and the records of a month.

use crate::{
    db::{
        books::{KEPT, Kept, KeptRow},
        from_rows::{self, BILL_LINES, BillLineRow},
        problems::Problems,
    },
    model::{FrozenLine, Millis, Month},
};
use futures_util::TryStreamExt;
use sqlx::{SqliteConnection, query_as, query_scalar};
use std::ops::Range;

/// Whether the database is of a version that has them.
pub(super) async fn are_there(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name = 'closed_month'";
    let tables: i64 = query_scalar(sql).fetch_one(connection).await?;
    Ok(tables > 0)
}

/// The lines of the bill of a closed month.
pub(super) async fn lines(
    connection: &mut SqliteConnection,
    month: Month,
) -> Result<Vec<FrozenLine>, sqlx::Error> {
    let mut rows = query_as(BILL_LINES).bind(month.to_string()).fetch(connection);
    let mut lines = Vec::new();
    while let Some(row) = rows.try_next().await? {
        let row: BillLineRow = row;
        lines.push(from_rows::bill_line(&row)?);
    }
    Ok(lines)
}

/// How many records there are from one instant until another, which is not among them.
pub(super) async fn count(
    connection: &mut SqliteConnection,
    instants: Range<Millis>,
) -> Result<i64, sqlx::Error> {
    let count = query_scalar("SELECT count(*) FROM usage WHERE at >= ? AND at < ?");
    count.bind(instants.start.0).bind(instants.end.0).fetch_one(connection).await
}

/// When the first record was made that is not before an instant.
pub(super) async fn first(
    connection: &mut SqliteConnection,
    from: Millis,
) -> Result<Option<Millis>, sqlx::Error> {
    let first = query_scalar("SELECT at FROM usage WHERE at >= ? ORDER BY at LIMIT 1");
    Ok(first.bind(from.0).fetch_optional(connection).await?.map(Millis))
}

/// Where the number of records or lines of a closed month is another than it should be.
pub(super) async fn problems(connection: &mut SqliteConnection) -> Result<Problems, sqlx::Error> {
    let rows: Vec<KeptRow> = query_as(KEPT).fetch_all(&mut *connection).await?;
    let mut problems = Problems::default();
    for row in rows {
        let kept = Kept::of(row)?;
        kept.look(count(connection, kept.month.range()).await?, &mut problems);
    }
    Ok(problems)
}
