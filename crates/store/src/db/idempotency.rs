//! Answers that are kept for who asks again.

use crate::{change::Idempotency, model::Millis};
use sqlx::{Row, SqliteConnection, query, sqlite::SqliteRow};

/// For how long an answer is kept for who asks again: a day.
const KEPT: i64 = 24 * 60 * 60 * 1000;

/// Keeps an answer, or gives the one that was kept under its key before: of two changes with one key the first is made.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    idempotency: Idempotency,
    at: Millis,
) -> Result<Option<Idempotency>, sqlx::Error> {
    query("DELETE FROM idempotency WHERE at < ?")
        .bind(at.0 - KEPT)
        .execute(&mut *connection)
        .await?;
    let kept = query(
        "INSERT INTO idempotency (token, key, request, status, body, at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (token, key) DO NOTHING",
    )
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
    let sql =
        "SELECT token, key, request, status, body FROM idempotency WHERE token = ? AND key = ?";
    let row = query(sql).bind(token).bind(key).fetch_optional(connection).await?;
    let kept = |row: SqliteRow| {
        Ok::<_, sqlx::Error>(Idempotency {
            token: row.try_get(0)?,
            key: row.try_get(1)?,
            request: row.try_get::<&[u8], _>(2)?.try_into().unwrap_or_default(),
            status: row.try_get(3)?,
            body: row.try_get(4)?,
        })
    };
    row.map(kept).transpose()
}
