//! Reads records of usage in the order of time.

use crate::{
    db::{from_rows::foreign, paid, usage_place::UsagePlace},
    model::{CompanyNumber, DisplayNumber, Millis, ProductNumber, Usage},
};
use sqlx::{PgConnection, query_as};

/// What the index goes by: ten seconds. By less it would take more room.
const SLICE: i64 = 10_000;
/// Whole slices, some thousand records of them, as columns: a row for each would take twice as long to come.
const SQL: &str = "SELECT array_agg(at), array_agg(until), array_agg(company), array_agg(product),
        array_agg(display), array_agg(paid)
    FROM (SELECT * FROM usage WHERE at / 10000 > $1 AND at >= $2 AND at < $3
        ORDER BY at / 10000 FETCH FIRST 4096 ROWS WITH TIES) AS records";

type Record = (i64, i64, i32, i32, Option<i32>, i16);
type Values<T> = Option<Vec<T>>;
type Columns =
    (Values<i64>, Values<i64>, Values<i32>, Values<i32>, Values<Option<i32>>, Values<i16>);

/// Reads the records that follow, a few thousand or all of ten seconds; none after the last.
pub(super) async fn read(
    connection: &mut PgConnection,
    place: &mut UsagePlace,
) -> Result<Vec<Usage>, sqlx::Error> {
    let last_slice = place.last.map_or((place.from.0 / SLICE).saturating_sub(1), |(last, _)| last);
    let columns = query_as(SQL).bind(last_slice).bind(place.from.0).bind(place.until.0);
    let mut records = rows(columns.fetch_one(connection).await?);
    records.sort_by_key(|(at, ..)| *at);
    if let Some((at, ..)) = records.last() {
        place.last = Some((at / SLICE, 0));
    }
    records.into_iter().map(usage).collect()
}

/// There are no arrays of no records.
fn rows((at, until, company, product, display, paid): Columns) -> Vec<Record> {
    let (at, until) = (at.unwrap_or_default(), until.unwrap_or_default());
    let (company, product) = (company.unwrap_or_default(), product.unwrap_or_default());
    let (display, paid) = (display.unwrap_or_default(), paid.unwrap_or_default());
    let instants = at.into_iter().zip(until);
    let numbers = company.into_iter().zip(product).zip(display).zip(paid);
    let row = |((at, until), (((company, product), display), paid))| {
        (at, until, company, product, display, paid)
    };
    instants.zip(numbers).map(row).collect()
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
