//! Removes the records of a month that is pruned, bit by bit, so that calls are recorded in between.

use super::transaction;
use crate::model::{Millis, Month};
use sqlx::{SqliteConnection, query, query_as, query_scalar};

/// Records that are removed in one transaction. More would keep usage from being written meanwhile.
pub(super) const AT_ONCE: u32 = 512;

/// Records that are counted in one turn.
const COUNTED_AT_ONCE: u32 = 8192;

/// A month whose records are to be removed.
///
/// They are counted first. Where there are more than its bill was made of, or one more comes meanwhile, those that are left
/// stay: which of them came late cannot be told.
#[derive(Debug)]
pub(super) struct Prune {
    month: Month,
    /// How many were counted, and up to which place; nothing once all were.
    counted: Option<(i64, (i64, i64))>,
    has_late: bool,
}

impl Prune {
    pub(super) fn of(month: Month) -> Self {
        let counted = Some((0, (month.range().start.0, -1)));
        Self { month, counted, has_late: false }
    }

    /// Takes note of a record that was written meanwhile.
    pub(super) fn notice(&mut self, at: Millis) {
        self.has_late |= self.month.range().contains(&at);
    }

    /// Counts some records, or removes as many as are asked for, and says whether nothing is left to do. Of a month that is
    /// not pruned none are removed.
    pub(super) async fn go_on(
        &mut self,
        connection: &mut SqliteConnection,
        count: u32,
    ) -> Result<bool, sqlx::Error> {
        if self.has_late {
            tracing::warn!(
                "month {}: usage came after its bill, so what is left stays",
                self.month
            );
            return Ok(true);
        }
        if let Some((counted, place)) = self.counted {
            self.count(connection, counted, place).await?;
            return Ok(false);
        }
        // Nobody is named in records: to overwrite them would write all of them once more.
        query("PRAGMA secure_delete = OFF").execute(&mut *connection).await?;
        let removed = self.remove(connection, count).await;
        query("PRAGMA secure_delete = ON").execute(connection).await?;
        removed
    }

    async fn remove(
        &self,
        connection: &mut SqliteConnection,
        count: u32,
    ) -> Result<bool, sqlx::Error> {
        transaction::begin(connection).await?;
        let removed = self.remove_within(connection, count).await;
        transaction::end(connection, removed).await
    }

    async fn count(
        &mut self,
        connection: &mut SqliteConnection,
        before: i64,
        (at, number): (i64, i64),
    ) -> Result<(), sqlx::Error> {
        let end = self.month.range().end.0;
        let sql = "SELECT at, number FROM usage WHERE (at, number) > (?, ?) AND at < ?
            ORDER BY at, number LIMIT 1 OFFSET ?";
        let place: Option<(i64, i64)> = query_as(sql)
            .bind(at)
            .bind(number)
            .bind(end)
            .bind(COUNTED_AT_ONCE - 1)
            .fetch_optional(&mut *connection)
            .await?;
        if let Some(place) = place {
            self.counted = Some((before + i64::from(COUNTED_AT_ONCE), place));
            return Ok(());
        }
        let sql = "SELECT count(*) FROM usage WHERE (at, number) > (?, ?) AND at < ?";
        let rest: i64 =
            query_scalar(sql).bind(at).bind(number).bind(end).fetch_one(&mut *connection).await?;
        let sql = "SELECT kept FROM closed_month WHERE month = ? AND pruned IS NOT NULL";
        let kept: Option<i64> =
            query_scalar(sql).bind(self.month.to_string()).fetch_optional(connection).await?;
        self.has_late = before + rest > kept.unwrap_or(0);
        self.counted = None;
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::{COUNTED_AT_ONCE, Prune};
    use crate::model::{Millis, Month};
    use sqlx::{Connection, SqliteConnection, query, query_scalar, raw_sql};

    /// A connection to a month that is pruned, with so many records from its 1000th millisecond on.
    async fn pruned(records: u32) -> SqliteConnection {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let sql = "CREATE TABLE usage (at INTEGER, number INTEGER, PRIMARY KEY (at, number)) WITHOUT ROWID;
            CREATE TABLE closed_month (month TEXT, pruned INTEGER, kept INTEGER)";
        raw_sql(sql).execute(&mut connection).await.unwrap();
        let sql = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?1)
            INSERT INTO usage SELECT 1000 + n, n FROM n WHERE n <= ?1";
        query(sql).bind(records).execute(&mut connection).await.unwrap();
        let sql = "INSERT INTO closed_month VALUES ('1970-01', 1, ?)";
        query(sql).bind(records).execute(&mut connection).await.unwrap();
        connection
    }

    async fn number(connection: &mut SqliteConnection, sql: &'static str) -> i64 {
        query_scalar(sql).fetch_one(connection).await.unwrap()
    }

    /// One more, before all others.
    async fn record_late(connection: &mut SqliteConnection) -> Millis {
        query("INSERT INTO usage VALUES (500, 0)").execute(connection).await.unwrap();
        Millis(500)
    }

    const FOUND: &str = "SELECT count(*) FROM usage";
    const KEPT: &str = "SELECT kept FROM closed_month";
    const LATE: &str = "SELECT count(*) FROM usage WHERE at = 500";

    fn prune() -> Prune {
        Prune::of(Month::of(Millis(0)))
    }

    #[tokio::test]
    async fn all_records_go_that_the_bill_was_made_of_however_many() {
        for records in [0, 1, COUNTED_AT_ONCE, COUNTED_AT_ONCE + 1, 3 * COUNTED_AT_ONCE + 5] {
            let (mut connection, mut prune) = (pruned(records).await, prune());
            prune.notice(Millis(i64::MAX));
            while !prune.go_on(&mut connection, 1000).await.unwrap() {}
            assert_eq!(number(&mut connection, FOUND).await, 0, "{records}");
            assert_eq!(number(&mut connection, KEPT).await, 0, "{records}");
        }
    }

    #[tokio::test]
    async fn of_a_month_with_more_records_none_are_removed() {
        let (mut connection, mut prune) = (pruned(10).await, prune());
        record_late(&mut connection).await;
        while !prune.go_on(&mut connection, 4).await.unwrap() {}
        assert_eq!(number(&mut connection, FOUND).await, 11);
        assert_eq!(number(&mut connection, KEPT).await, 10);
    }

    #[tokio::test]
    async fn what_comes_meanwhile_stays_also_after_a_restart() {
        let (mut connection, mut first) = (pruned(10).await, prune());
        // All are counted, and some removed.
        while number(&mut connection, FOUND).await == 10 {
            assert!(!first.go_on(&mut connection, 4).await.unwrap());
        }
        first.notice(record_late(&mut connection).await);
        for mut prune in [first, prune()] {
            while !prune.go_on(&mut connection, 4).await.unwrap() {}
            assert_eq!(number(&mut connection, LATE).await, 1);
            assert_eq!(number(&mut connection, FOUND).await, 7);
            assert_eq!(number(&mut connection, KEPT).await, 6);
        }
    }
}
