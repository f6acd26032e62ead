//! Everything that the tables say, as edits.

use super::{applications, books, packed};
use crate::{
    db::from_rows::{
        self, APPLICATIONS, ApplicationRow, CLOSED_MONTHS, COMPANIES, CORRECTIONS, ClosedMonthRow,
        CompanyRow, CorrectionRow, DisplayRow, PRICES, PRODUCTS, PriceRow, Prices, ProductRow,
        SERVER_KEYS, SERVERS, ServerKeyRow, ServerRow, SubscriptionRow, TOKENS, TokenRow, VERSION,
    },
    model::{Edit, ServerKeyRecord},
};
use futures_util::TryStreamExt;
use sqlx::{FromRow, SqliteConnection, query_as, query_scalar, sqlite::SqliteRow};

/// Hands out all edits, those of servers before those of their keys, and gives the version that they make.
pub(super) async fn load<E: From<sqlx::Error>>(
    connection: &mut SqliteConnection,
    mut take: impl FnMut(Edit) -> Result<(), E>,
) -> Result<u64, E> {
    let mut prices = Prices::default();
    each(connection, PRICES, |row: PriceRow| prices.add(&row)).await?;
    let mut product = |row: ProductRow| take(from_rows::product(row, &mut prices)?);
    each(connection, PRODUCTS, &mut product).await?;
    each(connection, COMPANIES, |row: CompanyRow| take(from_rows::company(row)?)).await?;
    displays(connection, &mut take).await?;
    subscriptions(connection, &mut take).await?;
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
    connection: &mut SqliteConnection,
) -> Result<Vec<ServerKeyRecord>, sqlx::Error> {
    let mut keys = Vec::new();
    each(connection, SERVER_KEYS, |row: ServerKeyRow| {
        keys.push(from_rows::server_key(row)?);
        Ok::<_, sqlx::Error>(())
    })
    .await?;
    Ok(keys)
}

async fn each<T, E: From<sqlx::Error>>(
    connection: &mut SqliteConnection,
    sql: &'static str,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E>
where
    T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    let mut rows = query_as(sql).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        take(row)?;
    }
    Ok(())
}

async fn displays<E: From<sqlx::Error>>(
    connection: &mut SqliteConnection,
    take: &mut impl FnMut(Edit) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT json_group_array(json_array(number, id, company))
        FROM (SELECT * FROM display WHERE number > ?1 AND number < ?3 ORDER BY number LIMIT ?4)";
    let place = |(number, ..): &DisplayRow| (number.0.into(), 0);
    packed::each(connection, sql, BEFORE_ALL, i64::MAX, place, |row| take(from_rows::display(row)))
        .await
}

async fn subscriptions<E: From<sqlx::Error>>(
    connection: &mut SqliteConnection,
    take: &mut impl FnMut(Edit) -> Result<(), E>,
) -> Result<(), E> {
    let sql =
        "SELECT json_group_array(json_array(company, product, present, trial_from, trial_to, plan,
            purchase, paid_until, suspended))
        FROM (SELECT * FROM subscription WHERE (company, product) > (?1, ?2) AND company < ?3
            ORDER BY company, product LIMIT ?4)";
    let place = |row: &SubscriptionRow| (row.0.0.into(), row.1.0.into());
    packed::each(connection, sql, BEFORE_ALL, i64::MAX, place, |row| {
        from_rows::subscription(&row)?.map_or(Ok(()), &mut *take)
    })
    .await
}

/// Before the first row of every table: there is no number 0.
const BEFORE_ALL: (i64, i64) = (0, 0);
