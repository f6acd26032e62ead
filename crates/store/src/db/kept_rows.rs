//! Rows that are kept of changes: their entries in the audit log, and answers for who asks again.

use crate::{
    change::{AuditEntry, Idempotency},
    model::Millis,
};
use serde_json::Value;

/// For how long an answer is kept for who asks again: a day.
pub(super) const KEPT: i64 = 24 * 60 * 60 * 1000;

/// Forgets those from before an instant.
pub(super) const FORGET: &str = "DELETE FROM idempotency WHERE at < $1";
/// Keeps one, unless there is one of its token and key.
pub(super) const KEEP: &str = "INSERT INTO idempotency (token, key, request, status, body, at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (token, key) DO NOTHING";
/// By token and key.
pub(super) const IDEMPOTENCY: &str =
    "SELECT token, key, request, status, body FROM idempotency WHERE token = $1 AND key = $2";
pub(super) type IdempotencyRow = (String, String, Vec<u8>, i64, String);

pub(super) fn idempotency(row: IdempotencyRow) -> Idempotency {
    let (token, key, request, status, body) = row;
    let (request, status) = (request.try_into().unwrap_or_default(), status.try_into());
    Idempotency { token, key, request, status: status.unwrap_or_default(), body }
}

/// Adds an entry.
pub(super) const LOG: &str =
    "INSERT INTO audit (version, at, actor, action, object, before, after, request_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
/// Before a version, so many.
pub(super) const AUDIT: &str =
    "SELECT version, at, actor, action, object, before, after, request_id FROM audit
    WHERE version < $1 ORDER BY version DESC LIMIT $2";
pub(super) type AuditRow =
    (i64, i64, String, String, String, Option<String>, Option<String>, String);

pub(super) fn audit_entry(row: AuditRow) -> Result<AuditEntry, sqlx::Error> {
    let (version, at, actor, action, object, before, after, request_id) = row;
    let (before, after) = (json(before)?, json(after)?);
    let (version, at) = (u64::try_from(version).unwrap_or(0), Millis(at));
    Ok(AuditEntry { version, at, actor, action, object, before, after, request_id })
}

fn json(text: Option<String>) -> Result<Option<Value>, sqlx::Error> {
    text.map(|text| serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into())))
        .transpose()
}

/// A version as the database has it.
pub(super) fn integer(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}
