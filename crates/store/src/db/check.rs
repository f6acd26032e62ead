//! What is wrong in a database.

use super::{changes, load, master_key};
use crate::{
    model::Edit,
    seal::{Seal, SealError},
};
use sqlx::{Row, SqliteConnection, query, query_scalar, sqlite::SqliteRow};

/// Problems of one kind that are listed.
const LISTED: i64 = 20;

/// What holds in every database: what it says when it does not, and a query that gives the rows that break it.
const LAWS: [(&str, &str); 8] = [
    (
        "usage of a company that there is not",
        "SELECT DISTINCT company FROM usage WHERE company NOT IN (SELECT number FROM company)",
    ),
    (
        "usage of a product that there is not",
        "SELECT DISTINCT product FROM usage WHERE product NOT IN (SELECT number FROM product)",
    ),
    (
        "usage on a display that there is not",
        "SELECT DISTINCT display FROM usage WHERE display IS NOT NULL AND display NOT IN (SELECT number FROM display)",
    ),
    (
        "usage that was paid for in no known way",
        "SELECT DISTINCT paid FROM usage WHERE paid NOT BETWEEN 0 AND 3",
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
            UNION ALL SELECT version FROM token)
        WHERE version > (SELECT version FROM catalogue_version)",
    ),
];

/// What is wrong, in words; nothing, if all is well. Without `seal` it is not seen whether server keys can be opened.
pub(super) async fn problems(
    connection: &mut SqliteConnection,
    seal: Option<&Seal>,
) -> Result<Vec<String>, sqlx::Error> {
    let mut problems = damages(connection).await?;
    if !problems.is_empty() {
        // What else it says is not to be believed.
        return Ok(problems);
    }
    for (law, sql) in LAWS {
        let rows = format!("SELECT * FROM ({sql}) LIMIT {LISTED}");
        let rows: Vec<i64> =
            query_scalar(sqlx::AssertSqlSafe(rows)).fetch_all(&mut *connection).await?;
        problems.extend(rows.iter().map(|row| format!("{law}: {row}")));
    }
    if let Err(error) = changes::pending(&mut *connection).await {
        problems
            .push(format!("a change that is not written to the tables cannot be read: {error}"));
    }
    let mut sealed = Vec::new();
    let loaded = load::load(&mut *connection, |edit| {
        if let (Edit::ServerKey(key), Some(seal)) = (edit, seal) {
            let opened = seal.open(&key.server, key.number, &key.sealed);
            sealed.extend(opened.err().filter(|_| !key.is_discarded()));
        }
        Ok::<_, sqlx::Error>(())
    });
    if let Err(error) = loaded.await {
        problems.push(format!("the catalogue cannot be read: {error}"));
    }
    if let Some(seal) = seal
        && sealed.is_empty()
        && master_key::is_of(connection, seal).await? == Some(false)
    {
        sealed.push(SealError::OtherWord);
    }
    problems.extend(sealed.iter().map(SealError::to_string));
    Ok(problems)
}

/// What the database itself finds wrong.
async fn damages(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let sql = "PRAGMA integrity_check(20)";
    let found: Vec<String> = query_scalar(sql).fetch_all(&mut *connection).await?;
    let mut damages: Vec<String> = found.into_iter().filter(|found| found != "ok").collect();
    let rows = query("PRAGMA foreign_key_check").fetch_all(connection).await?;
    let broken = |row: &SqliteRow| {
        let (table, other): (&str, &str) = (row.try_get(0)?, row.try_get(2)?);
        Ok::<_, sqlx::Error>(format!("a row of {table} names one of {other} that there is not"))
    };
    for row in rows.iter().take(20) {
        damages.push(broken(row)?);
    }
    Ok(damages)
}
