//! Writes groups of records.

use crate::{db::paid, model::Usage};
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr, SqliteConnection, query};
use std::sync::Arc;

/// The columns of a record.
const ROW: &str = "(?,?,?,?,?,?,?)";

/// What it takes to write groups of records: each by one statement, which is one transaction.
///
/// A statement has places for 1, 2, 4, … records, so that there are few, and all stay prepared. To bind numbers to them
/// takes a quarter of the time that a JSON list of them takes.
#[derive(Debug)]
pub(super) struct Recorder {
    /// The number of the record before.
    number: u64,
    statements: Vec<SqlStr>,
}

impl Recorder {
    /// One that takes groups of up to so many records. It numbers them from a place by chance on: those of two processes in
    /// one millisecond differ.
    pub(super) fn new(largest: usize) -> Result<Self, getrandom::Error> {
        let count = largest.next_power_of_two().trailing_zeros();
        let statements = (0..=count).map(|power| statement(1 << power)).collect();
        // Of 48 bits, which are small in the database and enough.
        Ok(Self { number: getrandom::u64()? >> 16, statements })
    }

    /// Writes a group.
    pub(super) async fn write(
        &mut self,
        connection: &mut SqliteConnection,
        group: impl ExactSizeIterator<Item = &Usage>,
    ) -> Result<(), sqlx::Error> {
        let power = group.len().next_power_of_two().trailing_zeros();
        let Some(statement) = usize::try_from(power).ok().and_then(|at| self.statements.get(at))
        else {
            return Err(sqlx::Error::Protocol(format!(
                "no statement takes {} records",
                group.len()
            )));
        };
        let mut query = query(statement.clone());
        for Usage { at, company, display, product, paid, until } in group {
            self.number = self.number.wrapping_add(1) & (u64::MAX >> 16);
            query = query
                .bind(at.0)
                .bind(self.number.cast_signed())
                .bind(company.0)
                .bind(display.map(|display| display.0))
                .bind(product.0)
                .bind(paid::number(*paid))
                .bind(until.0);
        }
        query.execute(connection).await?;
        Ok(())
    }
}

/// Places that nothing is bound to are null, and left out.
fn statement(places: usize) -> SqlStr {
    let rows = vec![ROW; places].join(",");
    let sql = format!(
        "INSERT INTO usage (at, number, company, display, product, paid, until)
        SELECT * FROM (VALUES {rows}) WHERE column1 IS NOT NULL"
    );
    // Nothing but places is in it.
    AssertSqlSafe(Arc::<str>::from(sql)).into_sql_str()
}
