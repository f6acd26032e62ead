//! Changes of the catalogue: all of one, or nothing.

use super::{edits, prune};
use crate::{
    change::Idempotency,
    db::{
        from_rows::foreign,
        kept_rows::{self, FORGET, IDEMPOTENCY, KEEP, KEPT, LOG, integer},
        packed_edits::Packed,
    },
    model::{Edit, Millis},
};
use sqlx::{PgConnection, query, query_as, query_scalar};

/// What is told when there is a change that others should not wait for.
pub(super) const CHANNEL: &str = "store_catalogue";

/// What came of a change.
pub(super) enum Written {
    All,
    /// Another change has the answer of its key.
    Repeated(Idempotency),
}

/// Waits until nobody else makes a change, nor can until the end of the transaction: every change that was made before is
/// seen from here on. Gives the version that a change would make.
pub(super) async fn take_turn(connection: &mut PgConnection) -> Result<u64, sqlx::Error> {
    let sql = "UPDATE catalogue_version SET version = version + 1 RETURNING version";
    let version: i64 = query_scalar(sql).fetch_one(connection).await?;
    u64::try_from(version).map_err(foreign)
}

/// Writes a change, and its edits apart from it, in the transaction of its turn.
pub(super) async fn write(
    connection: &mut PgConnection,
    Packed { change, edits: packed }: Packed,
    edits: &[Edit],
) -> Result<Written, sqlx::Error> {
    if let Some(answer) = change.draft.idempotency
        && let Some(kept) = keep(connection, answer, change.at).await?
    {
        return Ok(Written::Repeated(kept));
    }
    let version = integer(change.version);
    query("INSERT INTO change (version, at, edits) VALUES ($1, $2, $3)")
        .bind(version)
        .bind(change.at.0)
        .bind(packed)
        .execute(&mut *connection)
        .await?;
    query(LOG)
        .bind(version)
        .bind(change.at.0)
        .bind(change.draft.actor)
        .bind(change.draft.action)
        .bind(change.draft.object)
        .bind(change.draft.before.map(|before| before.to_string()))
        .bind(change.draft.after.map(|after| after.to_string()))
        .bind(change.draft.request_id)
        .execute(&mut *connection)
        .await?;
    edits::write(connection, edits, change.version).await?;
    for edit in edits {
        if let Edit::Month(month) = edit
            && month.pruned.is_some()
        {
            prune::remove(connection, month).await?;
        }
    }
    if !change.draft.may_wait {
        // Who notifies holds a lock of the whole server until his commit: calls do not.
        query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(connection).await?;
    }
    Ok(Written::All)
}

/// Keeps an answer, or gives the one that was kept under its key before: of two changes with one key the first is made.
async fn keep(
    connection: &mut PgConnection,
    idempotency: Idempotency,
    at: Millis,
) -> Result<Option<Idempotency>, sqlx::Error> {
    query(FORGET).bind(at.0 - KEPT).execute(&mut *connection).await?;
    let kept = query(KEEP)
        .bind(&idempotency.token)
        .bind(&idempotency.key)
        .bind(&idempotency.request[..])
        .bind(i64::from(idempotency.status))
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
    connection: &mut PgConnection,
    token: &str,
    key: &str,
) -> Result<Option<Idempotency>, sqlx::Error> {
    let row = query_as(IDEMPOTENCY).bind(token).bind(key).fetch_optional(connection).await?;
    Ok(row.map(kept_rows::idempotency))
}
