//! How much is in a database.

use crate::db::contents::{COUNT, Contents, Counted};
use sqlx::{SqliteConnection, query_as};

/// Counts everything, at one instant.
pub(super) async fn count(connection: &mut SqliteConnection) -> Result<Contents, sqlx::Error> {
    let row: Counted = query_as(COUNT).fetch_one(connection).await?;
    Ok(row.into())
}
