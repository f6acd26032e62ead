//! Rows of the tables as edits. What does not fit the model is an error: somebody else has written it.

use crate::model::{
    Application, ClosedMonth, Company, CompanyNumber, Correction, Decision, DisplayId,
    DisplayNumber, Edit, FrozenLine, Millis, Outcome, Plan, Price, Product, ProductNumber,
    Purchase, Server, ServerKeyRecord, Subscription, Token, TokenHash, Trial, Vendor,
};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IntoDeserializer, value::Error as Unknown},
};
use std::collections::HashMap;

type Text = Option<String>;

pub(super) const PRICES: &str =
    "SELECT product, plan, amount, currency, since FROM price ORDER BY since";
pub(super) type PriceRow = (i64, String, Option<i64>, String, i64);

/// Prices by the number of their product.
#[derive(Default)]
pub(super) struct Prices(HashMap<u32, Vec<Price>>);

impl Prices {
    pub(super) fn add(&mut self, row: &PriceRow) -> Result<(), sqlx::Error> {
        let (product, plan, amount, currency, since) = row;
        let price = Price {
            plan: named(plan, 1)?,
            amount: amount.map(|amount| count(amount, 2)).transpose()?,
            currency: parsed(currency, 3)?,
            since: Millis(*since),
        };
        self.0.entry(number(*product, 0)?).or_default().push(price);
        Ok(())
    }
}

pub(super) const PRODUCTS: &str = "SELECT number, code, name, short_description, long_description,
    icon, image, vendor_name, vendor_website, vendor_email, free, trial_days, withdrawn FROM product";
pub(super) type ProductRow =
    (i64, String, String, String, String, Text, Text, Text, Text, Text, bool, i64, bool);

/// With its prices, which are taken.
pub(super) fn product(row: ProductRow, prices: &mut Prices) -> Result<Edit, sqlx::Error> {
    let number_of_it = number(row.0, 0)?;
    Ok(Edit::Product(Product {
        number: ProductNumber(number_of_it),
        code: parsed(&row.1, 1)?,
        name: row.2,
        short_description: row.3,
        long_description: row.4,
        icon: row.5,
        image: row.6,
        vendor: vendor(row.7, row.8, row.9),
        free: row.10,
        trial_days: number(row.11, 11)?,
        prices: prices.0.remove(&number_of_it).unwrap_or_default(),
        withdrawn: row.12,
    }))
}

fn vendor(name: Text, website: Text, contact_email: Text) -> Option<Vendor> {
    name.map(|name| Vendor { name, website, contact_email })
}

pub(super) const COMPANIES: &str = "SELECT number, id, name, standing, removed FROM company";
pub(super) type CompanyRow = (i64, String, String, String, bool);

pub(super) fn company((at, id, name, standing, removed): CompanyRow) -> Result<Edit, sqlx::Error> {
    Ok(Edit::Company(Company {
        number: CompanyNumber(number(at, 0)?),
        id: parsed(&id, 1)?,
        name,
        standing: named(&standing, 3)?,
        removed,
    }))
}

/// Number, id, company.
pub(super) type DisplayRow = (DisplayNumber, DisplayId, Option<CompanyNumber>);

pub(super) fn display((number, id, company): DisplayRow) -> Edit {
    Edit::Display { number, id, company }
}

/// The same, as the database has them.
pub(super) type DisplayColumns = (i64, String, Option<i64>);

pub(super) fn display_of((at, id, company): DisplayColumns) -> Result<Edit, sqlx::Error> {
    let company = company.map(|company| number(company, 2)).transpose()?;
    Ok(display((DisplayNumber(number(at, 0)?), parsed(&id, 1)?, company.map(CompanyNumber))))
}

/// Company, product, whether there is one, its trial from and to, plan, purchase, until when it is paid, whether it is
/// suspended.
pub(super) type SubscriptionRow = (
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
pub(super) enum PurchaseName {
    Bought,
    Cancelled,
}

/// One that is there.
pub(super) fn subscription(row: &SubscriptionRow) -> Result<Option<Edit>, sqlx::Error> {
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

/// The same but for whether there is one, as the database has them.
pub(super) type SubscriptionColumns =
    (i64, i64, Option<i64>, Option<i64>, Option<String>, Option<String>, Option<i64>, bool);

pub(super) fn subscription_of(row: &SubscriptionColumns) -> Result<Option<Edit>, sqlx::Error> {
    let (company, product, from, to, plan, purchase, paid_until, suspended) = row;
    let plan = plan.as_deref().map(|plan| named(plan, 4)).transpose()?;
    let purchase = purchase.as_deref().map(|purchase| named(purchase, 5)).transpose()?;
    let (company, product) = (number(*company, 0)?, number(*product, 1)?);
    let (company, product) = (CompanyNumber(company), ProductNumber(product));
    let suspended = Some(u8::from(*suspended));
    subscription(&(company, product, 1, *from, *to, plan, purchase, *paid_until, suspended))
}

pub(super) const SERVERS: &str =
    "SELECT id, vendor_name, vendor_website, vendor_email, removed FROM server";
pub(super) type ServerRow = (String, Text, Text, Text, bool);

pub(super) fn server((id, name, website, email, removed): ServerRow) -> Result<Edit, sqlx::Error> {
    let (id, vendor) = (parsed(&id, 0)?, vendor(name, website, email));
    Ok(Edit::Server(Server { id, vendor, removed }))
}

pub(super) const SERVER_KEYS: &str =
    "SELECT server, number, sealed, made, current_from, safe_to_drop FROM server_key";
pub(super) type ServerKeyRow = (String, i64, Vec<u8>, i64, Option<i64>, Option<i64>);

pub(super) fn server_key(row: ServerKeyRow) -> Result<ServerKeyRecord, sqlx::Error> {
    let (server, at, sealed, made, current_from, safe_to_drop) = row;
    Ok(ServerKeyRecord {
        server: parsed(&server, 0)?,
        number: number(at, 1)?,
        sealed,
        made: Millis(made),
        current_from: current_from.map(Millis),
        safe_to_drop: safe_to_drop.map(Millis),
    })
}

pub(super) const TOKENS: &str = "SELECT name, hash, scopes, made, expires, revoked FROM token";
pub(super) type TokenRow = (String, Vec<u8>, String, i64, Option<i64>, bool);

pub(super) fn token(row: TokenRow) -> Result<Edit, sqlx::Error> {
    let (name, hash, scopes, made, expires, revoked) = row;
    Ok(Edit::Token(Token {
        name,
        hash: TokenHash(hash.try_into().map_err(|_| unexpected(1))?),
        scopes: serde_json::from_str(&scopes).map_err(|_| unexpected(2))?,
        made: Millis(made),
        expires: expires.map(Millis),
        revoked,
    }))
}

pub(super) const CLOSED_MONTHS: &str =
    "SELECT month, closed, records, lines, pruned FROM closed_month";
pub(super) type ClosedMonthRow = (String, i64, i64, i64, Option<i64>);

pub(super) fn closed_month(row: &ClosedMonthRow) -> Result<Edit, sqlx::Error> {
    let (month, closed, records, lines, pruned) = row;
    Ok(Edit::Month(ClosedMonth {
        month: parsed(month, 0)?,
        closed: Millis(*closed),
        records: count(*records, 2)?,
        lines: count(*lines, 3)?,
        pruned: pruned.map(Millis),
    }))
}

pub(super) const CORRECTIONS: &str = "SELECT number, month, corrects, company, product, amount, currency, reason, made FROM correction";
pub(super) type CorrectionRow = (i64, String, String, i64, i64, i64, String, String, i64);

pub(super) fn correction(row: CorrectionRow) -> Result<Edit, sqlx::Error> {
    Ok(Edit::Correction(Correction {
        number: number(row.0, 0)?,
        month: parsed(&row.1, 1)?,
        corrects: parsed(&row.2, 2)?,
        company: CompanyNumber(number(row.3, 3)?),
        product: ProductNumber(number(row.4, 4)?),
        amount: row.5,
        currency: parsed(&row.6, 6)?,
        reason: row.7,
        made: Millis(row.8),
    }))
}

pub(super) const APPLICATIONS: &str = "SELECT number, made, vendor_name, vendor_website, vendor_email, sought, decided, product, reason FROM application";
pub(super) type ApplicationRow = (i64, i64, String, Text, Text, String, Option<i64>, Text, Text);

pub(super) fn application(row: ApplicationRow) -> Result<Edit, sqlx::Error> {
    let (at, made, name, website, contact_email, sought, decided, product, reason) = row;
    let outcome = match (product, reason) {
        (Some(code), None) => Outcome::Product(parsed(&code, 7)?),
        (None, Some(reason)) => Outcome::Rejected(reason),
        (None, None) => Outcome::Server,
        (Some(_), Some(_)) => return Err(unexpected(8)),
    };
    Ok(Edit::Application(Application {
        number: count(at, 0)?,
        made: Millis(made),
        vendor: Vendor { name, website, contact_email },
        sought: serde_json::from_str(&sought).map_err(|_| unexpected(5))?,
        decision: decided.map(|at| Decision { at: Millis(at), outcome }),
    }))
}

/// Of a month, in their order.
pub(super) const BILL_LINES: &str =
    "SELECT month, number, company, product, plan, displays, calls, company_calls,
        unpaid_calls, amount, currency
    FROM bill_line WHERE month = $1 ORDER BY number";
pub(super) type BillLineRow = (String, i64, i64, i64, Text, i64, i64, i64, i64, i64, Text);

pub(super) fn bill_line(row: &BillLineRow) -> Result<FrozenLine, sqlx::Error> {
    let (plan, currency) = (row.4.as_deref(), row.10.as_deref());
    Ok(FrozenLine {
        month: parsed(&row.0, 0)?,
        number: number(row.1, 1)?,
        company: CompanyNumber(number(row.2, 2)?),
        product: ProductNumber(number(row.3, 3)?),
        plan: plan.map(|plan| named(plan, 4)).transpose()?,
        displays: count(row.5, 5)?,
        calls: count(row.6, 6)?,
        company_calls: count(row.7, 7)?,
        unpaid_calls: count(row.8, 8)?,
        amount: row.9,
        currency: currency.map(|currency| parsed(currency, 10)).transpose()?,
    })
}

pub(super) const VERSION: &str = "SELECT version FROM catalogue_version";

/// A number of the database as one of the model.
fn number(number: i64, at: usize) -> Result<u32, sqlx::Error> {
    u32::try_from(number).map_err(|_| unexpected(at))
}

/// How many the database says there are.
fn count(number: i64, at: usize) -> Result<u64, sqlx::Error> {
    u64::try_from(number).map_err(|_| unexpected(at))
}

/// A column whose texts are those of a type.
fn parsed<T: std::str::FromStr>(text: &str, at: usize) -> Result<T, sqlx::Error> {
    text.parse().map_err(|_| unexpected(at))
}

/// A column whose texts are the names of an enum.
fn named<T: DeserializeOwned>(name: &str, at: usize) -> Result<T, sqlx::Error> {
    T::deserialize(IntoDeserializer::<Unknown>::into_deserializer(name)).map_err(|_| unexpected(at))
}

fn unexpected(at: usize) -> sqlx::Error {
    let source = format!("column {at} has a value that no Store writes").into();
    sqlx::Error::ColumnDecode { index: at.to_string(), source }
}

/// What no Store has written.
pub(super) fn foreign(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}
