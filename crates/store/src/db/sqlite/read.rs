//! What is read while others write.

use crate::{
    change::AuditEntry,
    db::kept_rows::{AUDIT, audit_entry, integer},
};
use sqlx::{SqliteConnection, query_as};

/// Entries of the audit log before a version, the latest first.
pub(super) async fn audit(
    connection: &mut SqliteConnection,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<AuditEntry>, sqlx::Error> {
    let before = before.map_or(i64::MAX, integer);
    let rows = query_as(AUDIT).bind(before).bind(i64::from(limit)).fetch_all(connection).await?;
    rows.into_iter().map(audit_entry).collect()
}
