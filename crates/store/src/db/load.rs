//! Everything that the tables say, as edits.

use super::packed::{self, foreign};
use crate::model::{
    Company, CompanyNumber, DisplayId, DisplayNumber, Edit, Millis, Plan, Price, Product,
    ProductNumber, Purchase, Server, ServerKeyRecord, Subscription, Token, TokenHash, Trial,
    Vendor,
};
use futures_util::TryStreamExt;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IntoDeserializer, value::Error as Unknown},
};
use sqlx::{Row, SqliteConnection, query, query_scalar, sqlite::SqliteRow};
use std::collections::HashMap;

/// Hands out all edits, those of servers before those of their keys, and gives the version that they make.
///
/// What does not fit the model is an error: somebody else has written it.
pub(super) async fn load<E: From<sqlx::Error>>(
    connection: &mut SqliteConnection,
    mut take: impl FnMut(Edit) -> Result<(), E>,
) -> Result<u64, E> {
    let mut prices: HashMap<u32, Vec<Price>> = HashMap::new();
    let sql = "SELECT product, plan, amount, currency, since FROM price ORDER BY since";
    each(connection, sql, |row| {
        prices.entry(row.try_get(0)?).or_default().push(price(row)?);
        Ok::<(), E>(())
    })
    .await?;
    let sql =
        "SELECT number, code, name, short_description, long_description, icon, image, vendor_name,
        vendor_website, vendor_email, free, trial_days, withdrawn FROM product";
    each(connection, sql, |row| {
        let number = row.try_get(0)?;
        let prices = prices.remove(&number).unwrap_or_default();
        take(Edit::Product(product(row, ProductNumber(number), prices)?))
    })
    .await?;
    let sql = "SELECT number, id, name, standing, removed FROM company";
    each(connection, sql, |row| take(Edit::Company(company(row)?))).await?;
    displays(connection, &mut take).await?;
    subscriptions(connection, &mut take).await?;
    let sql = "SELECT id, vendor_name, vendor_website, vendor_email, removed FROM server";
    each(connection, sql, |row| {
        take(Edit::Server(Server {
            id: parsed(row, 0)?,
            vendor: vendor(row, 1)?,
            removed: row.try_get(4)?,
        }))
    })
    .await?;
    for key in server_keys(connection).await? {
        take(Edit::ServerKey(key))?;
    }
    let sql = "SELECT name, hash, scopes, made, expires, revoked FROM token";
    each(connection, sql, |row| take(Edit::Token(token(row)?))).await?;
    let version: i64 =
        query_scalar("SELECT version FROM catalogue_version").fetch_one(connection).await?;
    Ok(u64::try_from(version).unwrap_or(0))
}

/// All keys of servers, sealed.
pub(super) async fn server_keys(
    connection: &mut SqliteConnection,
) -> Result<Vec<ServerKeyRecord>, sqlx::Error> {
    let mut keys = Vec::new();
    let sql = "SELECT server, number, sealed, made, current_from, safe_to_drop FROM server_key";
    each(connection, sql, |row| {
        keys.push(server_key(row)?);
        Ok::<_, sqlx::Error>(())
    })
    .await?;
    Ok(keys)
}

async fn each<E: From<sqlx::Error>>(
    connection: &mut SqliteConnection,
    sql: &'static str,
    mut take: impl FnMut(&SqliteRow) -> Result<(), E>,
) -> Result<(), E> {
    let mut rows = query(sql).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        take(&row)?;
    }
    Ok(())
}

fn price(row: &SqliteRow) -> Result<Price, sqlx::Error> {
    Ok(Price {
        plan: named(row, 1)?,
        amount: row.try_get::<Option<i64>, _>(2)?.and_then(|amount| u64::try_from(amount).ok()),
        currency: parsed(row, 3)?,
        since: Millis(row.try_get(4)?),
    })
}

fn product(
    row: &SqliteRow,
    number: ProductNumber,
    prices: Vec<Price>,
) -> Result<Product, sqlx::Error> {
    Ok(Product {
        number,
        code: parsed(row, 1)?,
        name: row.try_get(2)?,
        short_description: row.try_get(3)?,
        long_description: row.try_get(4)?,
        icon: row.try_get(5)?,
        image: row.try_get(6)?,
        vendor: vendor(row, 7)?,
        free: row.try_get(10)?,
        trial_days: row.try_get(11)?,
        prices,
        withdrawn: row.try_get(12)?,
    })
}

fn vendor(row: &SqliteRow, at: usize) -> Result<Option<Vendor>, sqlx::Error> {
    let Some(name) = row.try_get(at)? else { return Ok(None) };
    let (website, contact_email) = (row.try_get(at + 1)?, row.try_get(at + 2)?);
    Ok(Some(Vendor { name, website, contact_email }))
}

fn company(row: &SqliteRow) -> Result<Company, sqlx::Error> {
    Ok(Company {
        number: CompanyNumber(row.try_get(0)?),
        id: parsed(row, 1)?,
        name: row.try_get(2)?,
        standing: named(row, 3)?,
        removed: row.try_get(4)?,
    })
}

async fn displays<E: From<sqlx::Error>>(
    connection: &mut SqliteConnection,
    take: &mut impl FnMut(Edit) -> Result<(), E>,
) -> Result<(), E> {
    type Display = (DisplayNumber, DisplayId, Option<CompanyNumber>);
    let sql = "SELECT json_group_array(json_array(number, id, company))
        FROM (SELECT * FROM display WHERE number > ?1 AND number < ?3 ORDER BY number LIMIT ?4)";
    let place = |(number, ..): &Display| (number.0.into(), 0);
    packed::each(connection, sql, BEFORE_ALL, i64::MAX, place, |(number, id, company)| {
        take(Edit::Display { number, id, company })
    })
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
        subscription(&row)?.map_or(Ok(()), &mut *take)
    })
    .await
}

/// Before the first row of every table: there is no number 0.
const BEFORE_ALL: (i64, i64) = (0, 0);

/// Company, product, whether there is one, its trial from and to, plan, purchase, until when it is paid, whether it is
/// suspended.
type SubscriptionRow = (
    CompanyNumber,
    ProductNumber,
    u8,
    Option<i64>,
    Option<i64>,
    Option<Plan>,
    Option<PurchaseName>,
    Option<i64>,
    Option<u8>,
);

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PurchaseName {
    Bought,
    Cancelled,
}

/// One that is there.
fn subscription(row: &SubscriptionRow) -> Result<Option<Edit>, sqlx::Error> {
    let &(company, product, present, from, to, plan, purchase, paid_until, suspended) = row;
    if present == 0 {
        return Ok(None);
    }
    let trial = from.zip(to).map(|(from, to)| Trial { from: Millis(from), to: Millis(to) });
    let purchase = match (purchase, paid_until) {
        (None, _) => Purchase::None,
        (Some(PurchaseName::Bought), _) => Purchase::Bought,
        (Some(PurchaseName::Cancelled), Some(until)) => {
            Purchase::Cancelled { paid_until: Millis(until) }
        }
        (Some(PurchaseName::Cancelled), None) => {
            return Err(foreign("a cancelled subscription without the end of what was paid"));
        }
    };
    let suspended = suspended.is_some_and(|suspended| suspended != 0);
    let subscription = Some(Subscription { trial, plan, purchase, suspended });
    Ok(Some(Edit::Subscription { company, product, subscription }))
}

fn server_key(row: &SqliteRow) -> Result<ServerKeyRecord, sqlx::Error> {
    Ok(ServerKeyRecord {
        server: parsed(row, 0)?,
        number: row.try_get(1)?,
        sealed: row.try_get(2)?,
        made: Millis(row.try_get(3)?),
        current_from: row.try_get::<Option<i64>, _>(4)?.map(Millis),
        safe_to_drop: row.try_get::<Option<i64>, _>(5)?.map(Millis),
    })
}

fn token(row: &SqliteRow) -> Result<Token, sqlx::Error> {
    let hash: &[u8] = row.try_get(1)?;
    let scopes: &str = row.try_get(2)?;
    Ok(Token {
        name: row.try_get(0)?,
        hash: TokenHash(hash.try_into().map_err(|_| unexpected(1))?),
        scopes: serde_json::from_str(scopes).map_err(|_| unexpected(2))?,
        made: Millis(row.try_get(3)?),
        expires: row.try_get::<Option<i64>, _>(4)?.map(Millis),
        revoked: row.try_get(5)?,
    })
}

/// A column whose texts are those of a type.
fn parsed<T: std::str::FromStr>(row: &SqliteRow, at: usize) -> Result<T, sqlx::Error> {
    row.try_get::<&str, _>(at)?.parse().map_err(|_| unexpected(at))
}

/// A column whose texts are the names of an enum.
fn named<T: DeserializeOwned>(row: &SqliteRow, at: usize) -> Result<T, sqlx::Error> {
    let name: &str = row.try_get(at)?;
    T::deserialize(IntoDeserializer::<Unknown>::into_deserializer(name)).map_err(|_| unexpected(at))
}

fn unexpected(at: usize) -> sqlx::Error {
    let source = format!("column {at} has a value that no Store writes").into();
    sqlx::Error::ColumnDecode { index: at.to_string(), source }
}
