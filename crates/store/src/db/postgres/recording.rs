//! Writes groups of records: each by one statement, which is one transaction.

use crate::{db::paid, model::Usage};
use sqlx::{PgConnection, query};

const INSERT: &str = "INSERT INTO usage (at, until, company, product, display, paid)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::integer[], $5::integer[],
        $6::smallint[])";

/// Writes a group. It is durable when this returns.
pub(super) async fn write(
    connection: &mut PgConnection,
    group: impl ExactSizeIterator<Item = &Usage>,
) -> Result<(), sqlx::Error> {
    let count = group.len();
    let (mut at, mut until) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let (mut company, mut product) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let (mut display, mut kinds) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for usage in group {
        at.push(usage.at.0);
        until.push(usage.until.0);
        company.push(number(usage.company.0)?);
        product.push(number(usage.product.0)?);
        display.push(usage.display.map(|display| number(display.0)).transpose()?);
        kinds.push(i16::from(paid::number(usage.paid)));
    }
    let insert = query(INSERT).bind(at).bind(until).bind(company).bind(product).bind(display);
    insert.bind(kinds).execute(connection).await.map(|_| ())
}

/// No catalogue in memory gets so far.
fn number(number: u32) -> Result<i32, sqlx::Error> {
    i32::try_from(number).map_err(|error| sqlx::Error::Encode(error.into()))
}
