//! Reads records of usage in the order of time.

use super::packed;
use crate::{
    db::{from_rows::foreign, paid, usage_place::UsagePlace},
    model::{CompanyNumber, DisplayNumber, Millis, ProductNumber, Usage},
};
use sqlx::SqliteConnection;

/// A record as it is read: its time, its number, company, display, product, how it was paid for, until when it holds.
type Record = (i64, i64, u32, Option<u32>, u32, i64, i64);

/// Reads the records that follow, a few thousand at most; none after the last.
pub(super) async fn read(
    connection: &mut SqliteConnection,
    place: &mut UsagePlace,
) -> Result<Vec<Usage>, sqlx::Error> {
    let sql =
        "SELECT json_group_array(json_array(at, number, company, display, product, paid, until))
        FROM (SELECT * FROM usage WHERE (at, number) > (?1, ?2) AND at < ?3 ORDER BY at, number LIMIT ?4)";
    let before_first = (place.from.0.saturating_sub(1), i64::MAX);
    let last = place.last.unwrap_or(before_first);
    let records: Vec<Record> = packed::some(connection, sql, last, place.until.0).await?;
    if let Some(&(at, number, ..)) = records.last() {
        place.last = Some((at, number));
    }
    records.into_iter().map(usage).collect()
}

fn usage((at, _, company, display, product, paid, until): Record) -> Result<Usage, sqlx::Error> {
    Ok(Usage {
        at: Millis(at),
        company: CompanyNumber(company),
        display: display.map(DisplayNumber),
        product: ProductNumber(product),
        paid: paid::of(paid).ok_or_else(|| foreign(format!("paid is {paid}, expected 0 to 3")))?,
        until: Millis(until),
    })
}
