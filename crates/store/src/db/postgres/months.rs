//! A partition of usage for each month, made before it begins.

use crate::model::Month;
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};
use sqlx::{AssertSqlSafe, Connection, PgConnection, query, query_scalar};

/// Months that have theirs: this one and those that follow.
const AHEAD: u32 = 3;
/// Of several Stores one makes them.
const LOCK: i64 = super::connect::SERVED + 1;

/// Makes those that are not there. What fails is left for the next time: records are kept all the same.
pub(super) async fn make(connection: &mut PgConnection) {
    let today = Utc::now().date_naive();
    let this = today.with_day(1).unwrap_or(today);
    for month in (0..AHEAD).filter_map(|ahead| this.checked_add_months(Months::new(ahead))) {
        if let Err(error) = make_one(connection, month).await {
            tracing::warn!("no partition of usage for {}: {error}", month.format("%Y-%m"));
        }
    }
}

async fn make_one(connection: &mut PgConnection, month: NaiveDate) -> Result<(), sqlx::Error> {
    let name = partition(Month::of(month.and_time(NaiveTime::MIN).and_utc().into()));
    let (from, until) = (begin(Some(month)), begin(month.checked_add_months(Months::new(1))));
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

/// The first instant of a day.
fn begin(day: Option<NaiveDate>) -> i64 {
    let day = day.map(|day| day.and_time(NaiveTime::MIN).and_utc());
    day.map_or(i64::MAX, |begin: DateTime<Utc>| begin.timestamp_millis())
}
