//! A copy of the database as it is at one instant.

use super::{contents, pauses};
use crate::db::contents::Contents;
use sqlx::{SqliteConnection, query};
use std::path::Path;

/// Copies the database into a file that is empty or not there, beside whoever writes, and says how much was in the database
/// before and after: the copy is of an instant between.
pub(super) async fn copy(
    connection: &mut SqliteConnection,
    file: &Path,
) -> Result<(Contents, Contents), sqlx::Error> {
    let before = contents::count(&mut *connection).await?;
    let name = file.to_str().ok_or_else(|| {
        sqlx::Error::Configuration(format!("{}: expected a name in UTF-8", file.display()).into())
    })?;
    pauses::begin(&mut *connection).await?;
    let copied = query("VACUUM INTO ?").bind(name).execute(&mut *connection).await;
    pauses::end(&mut *connection).await?;
    copied?;
    Ok((before, contents::count(connection).await?))
}
