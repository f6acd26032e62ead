//! Removes the records of a month that is pruned, in the transaction of the change that says so.

use super::months;
use crate::{
    db::error::code,
    model::{ClosedMonth, Month},
};
use sqlx::{AssertSqlSafe, PgConnection, query, query_scalar, raw_sql};
use std::time::Duration;
use tokio::time::sleep;

/// How often it is tried to have the table of usage for oneself, which takes a moment, and how long in between.
const TRIES: u32 = 12;
const PAUSE: Duration = Duration::from_millis(250);

/// `lock_not_available` and `deadlock_detected`
const BUSY: [&str; 2] = ["55P03", "40P01"];

/// Removes them all, or none where there are more or fewer than the bill was made of.
///
/// Those of its partition go with it, for which usage is recorded by nobody for a moment. Whoever reads usage for longer, such
/// as who makes a dump, is waited for in between, while usage is recorded.
pub(super) async fn remove(
    connection: &mut PgConnection,
    month: &ClosedMonth,
) -> Result<(), sqlx::Error> {
    let ClosedMonth { month, records, .. } = *month;
    let mut left = TRIES;
    loop {
        raw_sql("SAVEPOINT prune").execute(&mut *connection).await?;
        let removed = remove_now(connection, month, records).await;
        left -= 1;
        match &removed {
            Err(error) if left > 0 && is_busy(error) => {
                raw_sql("ROLLBACK TO SAVEPOINT prune").execute(&mut *connection).await?;
                sleep(PAUSE).await;
            }
            _ => return removed,
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| BUSY.contains(&&*code))
}

async fn remove_now(
    connection: &mut PgConnection,
    month: Month,
    records: u64,
) -> Result<(), sqlx::Error> {
    query("UPDATE closed_month SET kept = 0 WHERE month = $1")
        .bind(month.to_string())
        .execute(&mut *connection)
        .await?;
    let instants = month.range();
    // What is recorded meanwhile is not seen, and stays.
    let removed =
        query("DELETE FROM usage_other WHERE at / 10000 >= $1 / 10000 AND at / 10000 < $2 / 10000")
            .bind(instants.start.0)
            .bind(instants.end.0)
            .execute(&mut *connection)
            .await?;
    let mut found = removed.rows_affected();
    let partition = months::partition(month);
    let sql = "SELECT EXISTS (SELECT FROM pg_inherits
        WHERE inhrelid = to_regclass($1) AND inhparent = 'usage'::regclass)";
    let has_one: bool = query_scalar(sql).bind(&partition).fetch_one(&mut *connection).await?;
    if has_one {
        // Who records in other months does not wait for this lock. A vacuum of it makes way after a second.
        let sql = format!("SET LOCAL lock_timeout = '2s'; LOCK TABLE {partition} IN SHARE MODE");
        raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await?;
        let sql = format!("SELECT count(*) FROM {partition}");
        let count: i64 = query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *connection).await?;
        found = found.saturating_add(u64::try_from(count).unwrap_or(0));
    }
    if found != records {
        let problem =
            format!("month {month} has {found} records, expected the {records} of its bill");
        return Err(sqlx::Error::Protocol(problem));
    }
    if has_one {
        let sql = format!(
            "SET LOCAL lock_timeout = '100ms'; ALTER TABLE usage DETACH PARTITION {partition}; DROP TABLE {partition};
             SET LOCAL lock_timeout TO DEFAULT"
        );
        raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    }
    Ok(())
}
