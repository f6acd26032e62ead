//! What holds in every database, whoever keeps it.

use super::sealed_keys::closed;
use crate::{
    model::Edit,
    seal::{Seal, SealError},
};

/// Problems of one kind that are listed.
const LISTED: i64 = 20;

/// What holds in every database: what it says when it does not, and a query that gives the rows that break it.
const LAWS: [(&str, &str); 8] = [
    (
        "usage of a company that there is not",
        "SELECT DISTINCT CAST(company AS bigint) FROM usage WHERE company NOT IN (SELECT number FROM company)",
    ),
    (
        "usage of a product that there is not",
        "SELECT DISTINCT CAST(product AS bigint) FROM usage WHERE product NOT IN (SELECT number FROM product)",
    ),
    (
        "usage on a display that there is not",
        "SELECT DISTINCT CAST(display AS bigint) FROM usage WHERE display IS NOT NULL AND display NOT IN (SELECT number FROM display)",
    ),
    (
        "usage that was paid for in no known way",
        "SELECT DISTINCT CAST(paid AS bigint) FROM usage WHERE paid NOT BETWEEN 0 AND 3",
    ),
    (
        "a change after the catalogue's version",
        "SELECT version FROM change WHERE version > (SELECT version FROM catalogue_version)",
    ),
    (
        "a version of the catalogue without its change",
        "SELECT version FROM catalogue_version WHERE version > 0 AND version <> (SELECT count(*) FROM change)",
    ),
    (
        "a change without its row in the audit log",
        "SELECT version FROM change WHERE version NOT IN (SELECT version FROM audit)",
    ),
    (
        "a thing of a later version than the catalogue's",
        "SELECT version FROM (SELECT version FROM product UNION ALL SELECT version FROM company
            UNION ALL SELECT version FROM display UNION ALL SELECT version FROM subscription
            UNION ALL SELECT version FROM server UNION ALL SELECT version FROM server_key
            UNION ALL SELECT version FROM token) AS thing
        WHERE version > (SELECT version FROM catalogue_version)",
    ),
];

/// What holds besides in those that have closed months.
const LAWS_OF_BOOKS: [(&str, &str); 4] = [
    (
        "a line of a bill of a company or product that there is not",
        "SELECT number FROM bill_line WHERE company NOT IN (SELECT number FROM company)
            OR product NOT IN (SELECT number FROM product)",
    ),
    (
        "a correction of a company or product that there is not",
        "SELECT number FROM correction WHERE company NOT IN (SELECT number FROM company)
            OR product NOT IN (SELECT number FROM product)",
    ),
    (
        "a correction of a month that is not closed",
        "SELECT number FROM correction WHERE corrects NOT IN (SELECT month FROM closed_month)",
    ),
    (
        "a closed month or a correction of a later version than the catalogue's",
        "SELECT version FROM (SELECT version FROM closed_month UNION ALL SELECT version FROM correction) AS thing
        WHERE version > (SELECT version FROM catalogue_version)",
    ),
];

/// What holds besides in those that have applications.
const LAWS_OF_APPLICATIONS: [(&str, &str); 2] = [
    (
        "an application that has got a product that there is not",
        "SELECT number FROM application WHERE product IS NOT NULL AND product NOT IN (SELECT code FROM product)",
    ),
    (
        "an application of a later version than the catalogue's",
        "SELECT number FROM application WHERE version > (SELECT version FROM catalogue_version)",
    ),
];

/// Each law, and a query that gives a few of the numbers that break it.
pub(super) fn laws(
    has_books: bool,
    has_applications: bool,
) -> impl Iterator<Item = (&'static str, String)> {
    let of_books = LAWS_OF_BOOKS.into_iter().filter(move |_| has_books);
    let of_applications = LAWS_OF_APPLICATIONS.into_iter().filter(move |_| has_applications);
    LAWS.into_iter()
        .chain(of_books)
        .chain(of_applications)
        .map(|(law, sql)| (law, format!("SELECT * FROM ({sql}) AS broken LIMIT {LISTED}")))
}

/// Why a server key cannot be opened, if that cannot be and should.
pub(super) fn closed_key(edit: &Edit, seal: Option<&Seal>) -> Option<SealError> {
    let (Edit::ServerKey(key), Some(seal)) = (edit, seal) else { return None };
    closed(key, seal)
}
