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
use sqlx::{PgConnection, query, query_as, query_scalar};
use std::ops::Range;

/// Whether the database is of a version that has them.
pub(super) async fn are_there(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    query_scalar("SELECT to_regclass('closed_month') IS NOT NULL").fetch_one(connection).await
}

/// The lines of the bill of a closed month.
pub(super) async fn lines(
    connection: &mut PgConnection,
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
    connection: &mut PgConnection,
    instants: Range<Millis>,
) -> Result<i64, sqlx::Error> {
    let count = query_scalar("SELECT count(*) FROM usage WHERE at >= $1 AND at < $2");
    count.bind(instants.start.0).bind(instants.end.0).fetch_one(connection).await
}

/// When a record of the first ten seconds was made in which there is any that is not before an instant.
pub(super) async fn first(
    connection: &mut PgConnection,
    from: Millis,
) -> Result<Option<Millis>, sqlx::Error> {
    // What the index goes by.
    let sql = "SELECT at FROM usage WHERE at / 10000 >= $1 / 10000 AND at >= $1
        ORDER BY at / 10000 LIMIT 1";
    let first = query_scalar(sql);
    Ok(first.bind(from.0).fetch_optional(connection).await?.map(Millis))
}

/// Where the number of records or lines of a closed month is another than it should be, at one instant.
pub(super) async fn problems(connection: &mut PgConnection) -> Result<Problems, sqlx::Error> {
    query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *connection).await?;
    let problems = problems_within(connection).await;
    query("COMMIT").execute(connection).await?;
    problems
}

async fn problems_within(connection: &mut PgConnection) -> Result<Problems, sqlx::Error> {
    let rows: Vec<KeptRow> = query_as(KEPT).fetch_all(&mut *connection).await?;
    let mut problems = Problems::default();
    for row in rows {
        let kept = Kept::of(row)?;
        kept.look(count(connection, kept.month.range()).await?, &mut problems);
    }
    Ok(problems)
}
