//! Reads records of usage in the order of time.

use crate::{
    db::{from_rows::foreign, paid, usage_place::UsagePlace},
    model::{CompanyNumber, DisplayNumber, Millis, ProductNumber, Usage},
};
use sqlx::{PgConnection, query_as};

/// What the index goes by: ten seconds. By less it would take more room.
const SLICE: i64 = 10_000;
/// Whole slices, some thousand records of them.
const SQL: &str = "SELECT at, until, company, product, display, paid FROM usage
    WHERE at / 10000 > $1 AND at >= $2 AND at < $3
    ORDER BY at / 10000 FETCH FIRST 4096 ROWS WITH TIES";

type Record = (i64, i64, i32, i32, Option<i32>, i16);

/// Reads the records that follow, a few thousand or all of ten seconds; none after the last.
pub(super) async fn read(
    connection: &mut PgConnection,
    place: &mut UsagePlace,
) -> Result<Vec<Usage>, sqlx::Error> {
    let last_slice = place.last.map_or((place.from.0 / SLICE).saturating_sub(1), |(last, _)| last);
    let records = query_as(SQL).bind(last_slice).bind(place.from.0).bind(place.until.0);
    let mut records: Vec<Record> = records.fetch_all(connection).await?;
    records.sort_by_key(|(at, ..)| *at);
    if let Some((at, ..)) = records.last() {
        place.last = Some((at / SLICE, 0));
    }
    records.into_iter().map(usage).collect()
}

fn usage((at, until, company, product, display, paid): Record) -> Result<Usage, sqlx::Error> {
    let number = |number: i32| u32::try_from(number).map_err(foreign);
    let paid = paid::of(paid.into());
    Ok(Usage {
        at: Millis(at),
        company: CompanyNumber(number(company)?),
        display: display.map(number).transpose()?.map(DisplayNumber),
        product: ProductNumber(number(product)?),
        paid: paid.ok_or_else(|| foreign("paid is another number than 0 to 3"))?,
        until: Millis(until),
    })
}
