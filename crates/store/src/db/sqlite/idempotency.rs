//! Answers that are kept for who asks again.

use crate::{
    change::Idempotency,
    db::kept_rows::{self, FORGET, IDEMPOTENCY, KEEP, KEPT},
    model::Millis,
};
use sqlx::{SqliteConnection, query, query_as};

/// Keeps an answer, or gives the one that was kept under its key before: of two changes with one key the first is made.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    idempotency: Idempotency,
    at: Millis,
) -> Result<Option<Idempotency>, sqlx::Error> {
    query(FORGET).bind(at.0 - KEPT).execute(&mut *connection).await?;
    let kept = query(KEEP)
        .bind(&idempotency.token)
        .bind(&idempotency.key)
        .bind(&idempotency.request[..])
        .bind(idempotency.status)
        .bind(idempotency.body)
        .bind(at.0)
        .execute(&mut *connection)
        .await?;
    if kept.rows_affected() > 0 {
        return Ok(None);
    }
    find(connection, &idempotency.token, &idempotency.key).await
}

/// The answer that was given to who asked with a key before, if there is one.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    token: &str,
    key: &str,
) -> Result<Option<Idempotency>, sqlx::Error> {
    let row = query_as(IDEMPOTENCY).bind(token).bind(key).fetch_optional(connection).await?;
    Ok(row.map(kept_rows::idempotency))
}
