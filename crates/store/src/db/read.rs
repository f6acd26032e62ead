//! What is read while others write.

use super::{changes::integer, error::Unavailable};
use crate::change::AuditEntry;
use crate::model::Millis;
use serde_json::Value;
use sqlx::{Row, SqliteConnection, query, sqlite::SqliteRow};

/// Entries of the audit log before a version, the latest first.
pub(super) async fn audit(
    connection: &mut SqliteConnection,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<AuditEntry>, Unavailable> {
    let sql = "SELECT version, at, actor, action, object, before, after, request_id FROM audit
        WHERE version < ? ORDER BY version DESC LIMIT ?";
    let before = before.map_or(i64::MAX, integer);
    let rows = query(sql).bind(before).bind(limit).fetch_all(connection).await?;
    let entry = |row: &SqliteRow| {
        Ok::<_, sqlx::Error>(AuditEntry {
            version: u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0),
            at: Millis(row.try_get(1)?),
            actor: row.try_get(2)?,
            action: row.try_get(3)?,
            object: row.try_get(4)?,
            before: json(row, 5)?,
            after: json(row, 6)?,
            request_id: row.try_get(7)?,
        })
    };
    Ok(rows.iter().map(entry).collect::<Result<_, _>>()?)
}

fn json(row: &SqliteRow, at: usize) -> Result<Option<Value>, sqlx::Error> {
    let text: Option<&str> = row.try_get(at)?;
    text.map(|text| serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into())))
        .transpose()
}
