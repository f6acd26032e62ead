//! A partition of usage for each month, made before it begins.

use crate::model::{Millis, Month};
use chrono::Utc;
use sqlx::{AssertSqlSafe, Connection, PgConnection, query, query_scalar};

/// Months that have theirs: this one and those that follow.
const AHEAD: usize = 3;
/// Of several Stores one makes them.
const LOCK: i64 = super::connect::SERVED + 1;

/// Makes those that are not there. What fails is left for the next time: records are kept all the same.
pub(super) async fn make(connection: &mut PgConnection) {
    let mut month = Month::of(Utc::now().into());
    for _ in 0..AHEAD {
        if let Err(error) = make_one(connection, month).await {
            tracing::warn!("no partition of usage for {month}: {error}");
        }
        month = Month::of(month.range().end);
    }
}

/// The month of an instant, where a partition can be of it: its name has a year of four digits.
pub(super) fn of(at: Millis) -> Option<Month> {
    let month = Month::of(at);
    (month.to_string().parse() == Ok(month)).then_some(month)
}

/// Makes that of a month, unless it is there.
pub(super) async fn make_one(
    connection: &mut PgConnection,
    month: Month,
) -> Result<(), sqlx::Error> {
    let name = partition(month);
    let mut transaction = connection.begin().await?;
    query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *transaction).await?;
    let is_there: bool = query_scalar("SELECT to_regclass($1) IS NOT NULL")
        .bind(&name)
        .fetch_one(&mut *transaction)
        .await?;
    if is_there {
        return Ok(());
    }
    // Attached, so that neither who writes nor who reads waits for it.
    let (from, until) = (month.range().start.0, month.range().end.0);
    let sql = format!(
        "SET LOCAL lock_timeout = '2s';
        CREATE TABLE {name} (LIKE usage);
        ALTER TABLE usage ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({until})"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// What the partition of a month is called.
pub(super) fn partition(month: Month) -> String {
    format!("usage_{}", month.to_string().replace('-', "_"))
}
