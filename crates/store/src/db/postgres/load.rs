//! Everything that the tables say, as edits.

use super::{applications, books};
use crate::{
    db::from_rows::{
        self, APPLICATIONS, ApplicationRow, CLOSED_MONTHS, COMPANIES, CORRECTIONS, ClosedMonthRow,
        CompanyRow, CorrectionRow, DisplayColumns, PRICES, PRODUCTS, PriceRow, Prices, ProductRow,
        SERVER_KEYS, SERVERS, ServerKeyRow, ServerRow, SubscriptionColumns, TOKENS, TokenRow,
        VERSION,
    },
    model::{Edit, ServerKeyRecord},
};
use futures_util::TryStreamExt;
use sqlx::{FromRow, PgConnection, postgres::PgRow, query, query_as, query_scalar};

/// Hands out all edits, those of servers before those of their keys, and gives the version that they make: all as it is at
/// one instant.
pub(super) async fn load<E: From<sqlx::Error>>(
    connection: &mut PgConnection,
    take: impl FnMut(Edit) -> Result<(), E>,
) -> Result<u64, E> {
    query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *connection).await?;
    let loaded = load_within(connection, take).await;
    query("COMMIT").execute(connection).await?;
    loaded
}

async fn load_within<E: From<sqlx::Error>>(
    connection: &mut PgConnection,
    mut take: impl FnMut(Edit) -> Result<(), E>,
) -> Result<u64, E> {
    let mut prices = Prices::default();
    each(connection, PRICES, |row: PriceRow| prices.add(&row)).await?;
    let product = |row: ProductRow| take(from_rows::product(row, &mut prices)?);
    each(connection, PRODUCTS, product).await?;
    each(connection, COMPANIES, |row: CompanyRow| take(from_rows::company(row)?)).await?;
    let sql = "SELECT number, id, company FROM display";
    let display = |row: DisplayColumns| take(from_rows::display_of(row)?);
    each(connection, sql, display).await?;
    let sql = "SELECT company, product, trial_from, trial_to, plan, purchase, paid_until, suspended
        FROM subscription WHERE present";
    let subscription =
        |row: SubscriptionColumns| from_rows::subscription_of(&row)?.map_or(Ok(()), &mut take);
    each(connection, sql, subscription).await?;
    each(connection, SERVERS, |row: ServerRow| take(from_rows::server(row)?)).await?;
    for key in server_keys(connection).await? {
        take(Edit::ServerKey(key))?;
    }
    each(connection, TOKENS, |row: TokenRow| take(from_rows::token(row)?)).await?;
    if books::are_there(&mut *connection).await? {
        let month = |row: ClosedMonthRow| take(from_rows::closed_month(&row)?);
        each(connection, CLOSED_MONTHS, month).await?;
        let correction = |row: CorrectionRow| take(from_rows::correction(row)?);
        each(connection, CORRECTIONS, correction).await?;
    }
    if applications::are_there(&mut *connection).await? {
        let application = |row: ApplicationRow| take(from_rows::application(row)?);
        each(connection, APPLICATIONS, application).await?;
    }
    let version: i64 = query_scalar(VERSION).fetch_one(connection).await?;
    Ok(u64::try_from(version).unwrap_or(0))
}

/// All keys of servers, sealed.
pub(super) async fn server_keys(
    connection: &mut PgConnection,
) -> Result<Vec<ServerKeyRecord>, sqlx::Error> {
    let rows: Vec<ServerKeyRow> = query_as(SERVER_KEYS).fetch_all(connection).await?;
    rows.into_iter().map(from_rows::server_key).collect()
}

async fn each<T, E: From<sqlx::Error>>(
    connection: &mut PgConnection,
    sql: &'static str,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E>
where
    T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    let mut rows = query_as(sql).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        take(row)?;
    }
    Ok(())
}
