//! What is wrong in a database.

use super::{applications, books, load, master_key};
use crate::{
    db::{
        laws::{closed_key, laws},
        problems::Problems,
    },
    seal::{Seal, SealError},
};
use sqlx::{AssertSqlSafe, PgConnection, query_scalar};

/// What is wrong; nothing, if all is well. Without `seal` it is not seen whether server keys can be opened.
///
/// What the database itself would find wrong is its own tools' to find, such as `pg_amcheck`.
pub(super) async fn problems(
    connection: &mut PgConnection,
    seal: Option<&Seal>,
) -> Result<Problems, sqlx::Error> {
    let mut problems = Problems::default();
    let has_books = books::are_there(&mut *connection).await?;
    let has_applications = applications::are_there(&mut *connection).await?;
    for (law, sql) in laws(has_books, has_applications) {
        let rows: Vec<i64> = query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *connection).await?;
        problems.damage.extend(rows.iter().map(|row| format!("{law}: {row}")));
    }
    if has_books {
        problems.extend(books::problems(&mut *connection).await?);
    }
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
