//! Many rows as one.
//!
//! A row for each thing takes several times as long, for each value of a row is allocated, and each row handed from thread
//! to thread.

use crate::db::from_rows::foreign;
use serde::de::DeserializeOwned;
use sqlx::{Row, SqliteConnection, query};

/// Rows that are read as one.
const AT_ONCE: i64 = 4096;

/// Hands out the rows of a query in its order, each as what a JSON list of its values is.
///
/// The query gives one list of such lists: from behind a place, which is two numbers that `place` tells of a row (`?1`, `?2`),
/// to where the first of them is `end` (`?3`), and as many as it may (`?4`).
pub(super) async fn each<T: DeserializeOwned, E: From<sqlx::Error>>(
    connection: &mut SqliteConnection,
    sql: &'static str,
    mut last: (i64, i64),
    end: i64,
    place: impl Fn(&T) -> (i64, i64),
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    loop {
        let rows = some(connection, sql, last, end).await?;
        let Some(row) = rows.last() else { return Ok(()) };
        last = place(row);
        for row in rows {
            take(row)?;
        }
    }
}

/// The next rows of such a query; none after the last.
pub(super) async fn some<T: DeserializeOwned>(
    connection: &mut SqliteConnection,
    sql: &'static str,
    last: (i64, i64),
    end: i64,
) -> Result<Vec<T>, sqlx::Error> {
    let rows = query(sql).bind(last.0).bind(last.1).bind(end).bind(AT_ONCE);
    let row = rows.fetch_one(connection).await?;
    serde_json::from_str(row.try_get(0)?).map_err(foreign)
}
