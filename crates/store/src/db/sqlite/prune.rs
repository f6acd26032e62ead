//! Removes the records of a month that is pruned, bit by bit, so that calls are recorded in between.

use super::transaction;
use crate::model::Month;
use sqlx::{SqliteConnection, query, query_scalar};

/// Records that are removed in one transaction. More would keep usage from being written meanwhile.
pub(super) const AT_ONCE: u32 = 512;

/// A month whose records are to be removed.
#[derive(Debug)]
pub(super) struct Prune {
    month: Month,
}

impl Prune {
    pub(super) fn of(month: Month) -> Self {
        Self { month }
    }

    /// Removes as many records, and says whether those were the last. Of a month that is not pruned none are removed, nor
    /// of any month more than its bill was made of: what came later is seen to be there.
    pub(super) async fn remove(
        &self,
        connection: &mut SqliteConnection,
        count: u32,
    ) -> Result<bool, sqlx::Error> {
        transaction::begin(connection).await?;
        let removed = self.remove_within(connection, count).await;
        transaction::end(connection, removed).await
    }

    async fn remove_within(
        &self,
        connection: &mut SqliteConnection,
        count: u32,
    ) -> Result<bool, sqlx::Error> {
        let (month, instants) = (self.month.to_string(), self.month.range());
        let sql = "DELETE FROM usage WHERE (at, number) IN (
            SELECT at, number FROM usage WHERE at >= ?1 AND at < ?2 ORDER BY at, number
            LIMIT min(?3, coalesce((SELECT kept FROM closed_month WHERE month = ?4 AND pruned IS NOT NULL), 0)))";
        let removed = query(sql)
            .bind(instants.start.0)
            .bind(instants.end.0)
            .bind(count)
            .bind(&month)
            .execute(&mut *connection)
            .await?
            .rows_affected();
        query("UPDATE closed_month SET kept = kept - ? WHERE month = ?")
            .bind(i64::try_from(removed).unwrap_or(0))
            .bind(month)
            .execute(connection)
            .await?;
        Ok(removed < u64::from(count))
    }
}

/// Months that an earlier process has pruned, and not to the end.
pub(super) async fn unfinished(
    connection: &mut SqliteConnection,
) -> Result<Vec<Prune>, sqlx::Error> {
    let sql = "SELECT month FROM closed_month WHERE pruned IS NOT NULL AND kept > 0";
    let months: Vec<String> = query_scalar(sql).fetch_all(connection).await?;
    Ok(months.iter().filter_map(|month| month.parse().ok()).map(Prune::of).collect())
}
