//! Edits as rows of the tables: for each table a JSON list of rows, each a list of the values of its columns.

use super::packed_edits;
use crate::model::{
    Application, ClosedMonth, Correction, Edit, Outcome, Price, Product, Purchase, Server,
    Subscription, Token,
};
use serde::Serialize;

/// Tables in the order in which rows of one refer to those of others.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    Product,
    Price,
    Company,
    Display,
    Subscription,
    Server,
    ServerKey,
    Token,
    ClosedMonth,
    BillLine,
    Correction,
    Application,
    Decision,
    Forgotten,
    /// What the change keeps that an application came with which is forgotten.
    ForgottenChange,
}

/// The rows of some edits, by table; of those that there are any for.
pub(super) fn rows_of(edits: &[Edit]) -> impl Iterator<Item = (Table, String)> {
    let tables = [
        (Table::Product, rows(edits, product)),
        // Every product has its number before its prices.
        (Table::Price, prices(edits)),
        (Table::Company, rows(edits, company)),
        (Table::Display, rows(edits, display)),
        (Table::Subscription, rows(edits, subscription)),
        (Table::Server, rows(edits, server)),
        (Table::ServerKey, rows(edits, server_key)),
        (Table::Token, rows(edits, token)),
        (Table::ClosedMonth, rows(edits, closed_month)),
        (Table::BillLine, rows(edits, bill_line)),
        (Table::Correction, rows(edits, correction)),
        (Table::Application, rows(edits, application)),
        (Table::Decision, rows(edits, decision)),
        (Table::Forgotten, rows(edits, forgotten)),
        (Table::ForgottenChange, rows(edits, forgotten_change)),
    ];
    tables.into_iter().filter_map(|(table, rows)| Some((table, rows?)))
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

fn company(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Company(company) = edit else { return None };
    Some((company.number, &company.id, &company.name, company.standing, company.removed))
}

fn display(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Display { number, id, company } = edit else { return None };
    Some((number, id, company))
}

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

fn server_key(edit: &Edit) -> Option<impl Serialize> {
    let Edit::ServerKey(key) = edit else { return None };
    let current_from = key.current_from.map(|from| from.0);
    let safe_to_drop = key.safe_to_drop.map(|at| at.0);
    let sealed = hex::encode(&key.sealed);
    Some((&key.server, key.number, sealed, key.made.0, current_from, safe_to_drop))
}

fn token(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Token(Token { name, hash, scopes, made, expires, revoked }) = edit else {
        return None;
    };
    Some((name, hash, scopes, made.0, expires.map(|at| at.0), revoked))
}

fn closed_month(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Month(ClosedMonth { month, closed, records, lines, pruned }) = edit else {
        return None;
    };
    Some((month, closed.0, records, lines, pruned.map(|at| at.0)))
}

fn bill_line(edit: &Edit) -> Option<impl Serialize> {
    let Edit::BillLine(line) = edit else { return None };
    Some((
        line.month,
        line.number,
        line.company,
        line.product,
        line.plan,
        line.displays,
        line.calls,
        line.company_calls,
        line.unpaid_calls,
        line.amount,
        line.currency,
    ))
}

fn correction(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Correction(correction) = edit else { return None };
    let Correction { number, month, corrects, company, product, amount, currency, reason, made } =
        correction;
    Some((number, month, corrects, company, product, amount, currency, reason, made.0))
}

fn application(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Application(Application { number, made, vendor, sought, decision: _ }) = edit else {
        return None;
    };
    // Texts and numbers: there is nothing that could not be written.
    let sought = serde_json::to_string(sought).unwrap_or_default();
    Some((number, made.0, &vendor.name, &vendor.website, &vendor.contact_email, sought))
}

fn decision(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Decision { application, decision } = edit else { return None };
    let (product, reason) = match &decision.outcome {
        Outcome::Product(code) => (Some(code), None),
        Outcome::Server => (None, None),
        Outcome::Rejected(reason) => (None, Some(reason)),
    };
    Some((application, decision.at.0, product, reason))
}

fn forgotten(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Forgotten { application } = edit else { return None };
    Some((application,))
}

/// A change that makes an application makes nothing else.
fn forgotten_change(edit: &Edit) -> Option<impl Serialize> {
    let Edit::Forgotten { application } = edit else { return None };
    Some((application, hex::encode(packed_edits::written(&[]).unwrap_or_default())))
}
