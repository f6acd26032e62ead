//! What strangers apply for.

use sqlx::{SqliteConnection, query_scalar};

/// Whether the database is of a version that has it.
pub(super) async fn are_there(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name = 'application'";
    let tables: i64 = query_scalar(sql).fetch_one(connection).await?;
    Ok(tables > 0)
}
