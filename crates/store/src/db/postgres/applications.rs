//! What strangers apply for.

use sqlx::{PgConnection, query_scalar};

/// Whether the database is of a version that has it.
pub(super) async fn are_there(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    query_scalar("SELECT to_regclass('application') IS NOT NULL").fetch_one(connection).await
}
