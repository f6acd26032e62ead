//! Edits, written to the tables: one statement for each kind of thing, whatever their number.

use crate::model::{Edit, Price, Product, Purchase, Server, Subscription, Token};
use serde::Serialize;
use sqlx::{SqliteConnection, query};

/// Writes edits of a change. What a later change has written stays.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    edits: &[Edit],
    version: u64,
) -> Result<(), sqlx::Error> {
    let version = i64::try_from(version).unwrap_or(i64::MAX);
    for (rows, sql) in [
        (rows(edits, product), PRODUCT),
        (prices(edits), PRICE),
        (rows(edits, company), COMPANY),
        (rows(edits, display), DISPLAY),
        (rows(edits, subscription), SUBSCRIPTION),
        (rows(edits, server), SERVER),
        (rows(edits, server_key), SERVER_KEY),
        (rows(edits, token), TOKEN),
    ] {
        if let Some(rows) = rows {
            query(sql).bind(rows).bind(version).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// The rows of one kind as a JSON list of lists, if there are any.
fn rows<'a, T: Serialize>(
    edits: &'a [Edit],
    row: impl Fn(&'a Edit) -> Option<T>,
) -> Option<String> {
    json(&edits.iter().filter_map(row).collect::<Vec<_>>())
}

fn json<T: Serialize>(rows: &[T]) -> Option<String> {
    // Texts and numbers: there is nothing that could not be written.
    (!rows.is_empty()).then(|| serde_json::to_string(rows).unwrap_or_default())
}

const PRODUCT: &str = "
INSERT INTO product (number, code, name, short_description, long_description, icon, image,
    vendor_name, vendor_website, vendor_email, free, trial_days, withdrawn, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
    value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (number) DO UPDATE SET code = excluded.code, name = excluded.name,
    short_description = excluded.short_description, long_description = excluded.long_description,
    icon = excluded.icon, image = excluded.image, vendor_name = excluded.vendor_name,
    vendor_website = excluded.vendor_website, vendor_email = excluded.vendor_email, free = excluded.free,
    trial_days = excluded.trial_days, withdrawn = excluded.withdrawn, version = excluded.version
WHERE excluded.version > product.version";

fn product(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Product(product) = edit else { return None };
    let vendor = product.vendor.as_ref();
    Some((
        product.number,
        &product.code,
        &product.name,
        &product.short_description,
        &product.long_description,
        &product.icon,
        &product.image,
        vendor.map(|vendor| &vendor.name),
        vendor.and_then(|vendor| vendor.website.as_ref()),
        vendor.and_then(|vendor| vendor.contact_email.as_ref()),
        product.free,
        product.trial_days,
        product.withdrawn,
    ))
}

// Every product has its number before its prices.
const PRICE: &str = "
INSERT INTO price (product, plan, since, amount, currency)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?1) WHERE ?2 > 0
ON CONFLICT (product, plan, since) DO UPDATE SET amount = excluded.amount, currency = excluded.currency";

fn prices(edits: &[Edit]) -> Option<String> {
    let products = edits.iter().filter_map(|edit| match edit {
        Edit::Product(product) => Some(product),
        _ => None,
    });
    let rows = |product: &Product| {
        let number = product.number;
        let prices = product.prices.iter();
        let row =
            move |price: &Price| (number, price.plan, price.since.0, price.amount, price.currency);
        prices.map(row).collect::<Vec<_>>()
    };
    json(&products.flat_map(rows).collect::<Vec<_>>())
}

const COMPANY: &str = "
INSERT INTO company (number, id, name, standing, removed, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2 FROM json_each(?1) WHERE true
ON CONFLICT (number) DO UPDATE SET id = excluded.id, name = excluded.name, standing = excluded.standing,
    removed = excluded.removed, version = excluded.version
WHERE excluded.version > company.version";

fn company(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Company(company) = edit else { return None };
    Some((company.number, &company.id, &company.name, company.standing, company.removed))
}

const DISPLAY: &str = "
INSERT INTO display (number, id, company, version)
SELECT value ->> 0, value ->> 1, value ->> 2, ?2 FROM json_each(?1) WHERE true
ON CONFLICT (number) DO UPDATE SET id = excluded.id, company = excluded.company, version = excluded.version
WHERE excluded.version > display.version";

fn display(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Display { number, id, company } = edit else { return None };
    Some((number, id, company))
}

const SUBSCRIPTION: &str = "
INSERT INTO subscription (company, product, present, trial_from, trial_to, plan, purchase, paid_until,
    suspended, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (company, product) DO UPDATE SET present = excluded.present, trial_from = excluded.trial_from,
    trial_to = excluded.trial_to, plan = excluded.plan, purchase = excluded.purchase,
    paid_until = excluded.paid_until, suspended = excluded.suspended, version = excluded.version
WHERE excluded.version > subscription.version";

fn subscription(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Subscription { company, product, subscription } = edit else { return None };
    let Subscription { trial, plan, purchase, suspended } = subscription.unwrap_or_default();
    let (purchase, paid_until) = match purchase {
        Purchase::None => (None, None),
        Purchase::Bought => (Some("bought"), None),
        Purchase::Cancelled { paid_until } => (Some("cancelled"), Some(paid_until.0)),
    };
    let is_present = subscription.is_some();
    let (from, to) = (trial.map(|trial| trial.from.0), trial.map(|trial| trial.to.0));
    Some((company, product, is_present, from, to, plan, purchase, paid_until, suspended))
}

const SERVER: &str = "
INSERT INTO server (id, vendor_name, vendor_website, vendor_email, removed, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2 FROM json_each(?1) WHERE true
ON CONFLICT (id) DO UPDATE SET vendor_name = excluded.vendor_name, vendor_website = excluded.vendor_website,
    vendor_email = excluded.vendor_email, removed = excluded.removed, version = excluded.version
WHERE excluded.version > server.version";

fn server(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Server(Server { id, vendor, removed }) = edit else { return None };
    let vendor = vendor.as_ref();
    Some((
        id,
        vendor.map(|vendor| &vendor.name),
        vendor.and_then(|vendor| vendor.website.as_ref()),
        vendor.and_then(|vendor| vendor.contact_email.as_ref()),
        removed,
    ))
}

const SERVER_KEY: &str = "
INSERT INTO server_key (server, number, sealed, made, current_from, safe_to_drop, version)
SELECT value ->> 0, value ->> 1, unhex(value ->> 2), value ->> 3, value ->> 4, value ->> 5, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (server, number) DO UPDATE SET sealed = excluded.sealed, made = excluded.made,
    current_from = excluded.current_from, safe_to_drop = excluded.safe_to_drop, version = excluded.version
WHERE excluded.version > server_key.version";

fn server_key(edit: &Edit) -> Option<impl Serialize> {
    let Edit::ServerKey(key) = edit else { return None };
    let current_from = key.current_from.map(|from| from.0);
    let safe_to_drop = key.safe_to_drop.map(|at| at.0);
    let sealed = hex::encode(&key.sealed);
    Some((&key.server, key.number, sealed, key.made.0, current_from, safe_to_drop))
}

const TOKEN: &str = "
INSERT INTO token (name, hash, scopes, made, expires, revoked, version)
SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, scopes = excluded.scopes, made = excluded.made,
    expires = excluded.expires, revoked = excluded.revoked, version = excluded.version
WHERE excluded.version > token.version";

fn token(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Token(Token { name, hash, scopes, made, expires, revoked }) = edit else {
        return None;
    };
    Some((name, hash, scopes, made.0, expires.map(|at| at.0), revoked))
}
