//! What is wrong in a database.

use super::{applications, books, changes, load, master_key};
use crate::{
    db::{
        laws::{closed_key, laws},
        problems::Problems,
    },
    seal::{Seal, SealError},
};
use sqlx::{AssertSqlSafe, Row, SqliteConnection, query, query_scalar, sqlite::SqliteRow};

/// What is wrong; nothing, if all is well. Without `seal` it is not seen whether server keys can be opened.
pub(super) async fn problems(
    connection: &mut SqliteConnection,
    seal: Option<&Seal>,
) -> Result<Problems, sqlx::Error> {
    let damage = damages(connection).await?;
    if !damage.is_empty() {
        // What else it says is not to be believed.
        return Ok(Problems { damage, ..Problems::default() });
    }
    let mut problems = Problems::default();
    // At one instant: a Store may serve from it meanwhile.
    query("BEGIN").execute(&mut *connection).await?;
    let broken = broken_laws(connection).await;
    query("COMMIT").execute(&mut *connection).await?;
    problems.extend(broken?);
    let mut sealed = Vec::new();
    let loaded = load::load(&mut *connection, |edit| {
        sealed.extend(closed_key(&edit, seal));
        Ok::<_, sqlx::Error>(())
    });
    if let Err(error) = loaded.await {
        problems.damage.push(format!("the catalogue cannot be read: {error}"));
    }
    if let Some(seal) = seal
        && sealed.is_empty()
        && master_key::is_of(connection, seal).await? == Some(false)
    {
        sealed.push(SealError::OtherWord);
    }
    problems.damage.extend(sealed.iter().map(SealError::to_string));
    Ok(problems)
}

/// What refers to what there is not, and what doesn't go together.
async fn broken_laws(connection: &mut SqliteConnection) -> Result<Problems, sqlx::Error> {
    match changes::pending(&mut *connection).await {
        Ok(pending) if pending.is_empty() => {}
        // What is served may be among what is still to be written.
        Ok(_) => return Ok(Problems::default()),
        Err(error) => {
            let what = "a change that is not written to the tables cannot be read";
            let damage = vec![format!("{what}: {error}")];
            return Ok(Problems { damage, ..Problems::default() });
        }
    }
    let has_books = books::are_there(&mut *connection).await?;
    let has_applications = applications::are_there(&mut *connection).await?;
    let mut problems = Problems::default();
    for (law, sql) in laws(has_books, has_applications) {
        let rows: Vec<i64> = query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *connection).await?;
        problems.damage.extend(rows.iter().map(|row| format!("{law}: {row}")));
    }
    if has_books {
        problems.extend(books::problems(connection).await?);
    }
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
