//! Changes of the catalogue: all of one, or nothing.

use super::{edits, idempotency, transaction};
use crate::{
    change::Idempotency,
    db::{
        kept_rows::{LOG, integer},
        packed_edits::{self, Packed},
    },
    model::Edit,
};
use sqlx::{Row, SqliteConnection, query, query_scalar};

/// As many edits are written in the transaction of their change. More would keep usage from being written meanwhile.
pub(super) const AT_ONCE: usize = 64;

/// What came of a change.
#[derive(Debug)]
pub(super) enum Committed {
    /// It is made; with what of it is still to be written to the tables.
    Made(Option<Pending>),
    /// It was asked for with a key that another change has the answer of. Nothing is changed.
    Repeated(Idempotency),
}

/// Edits of a change that is made and not yet written to the tables.
#[derive(Debug)]
pub(super) struct Pending {
    version: u64,
    edits: Vec<Edit>,
    written: usize,
}

/// Makes a change, if none was made with its key. Where one before it is pending, so is this one: its rows may name rows
/// of that, and what it says must not be overwritten by it.
pub(super) async fn commit(
    connection: &mut SqliteConnection,
    packed: Packed,
    is_one_pending: bool,
) -> Result<Committed, sqlx::Error> {
    transaction::begin(connection).await?;
    let written = write(connection, packed, is_one_pending).await;
    transaction::end(connection, written).await
}

/// Writes nothing of a change whose key was given before.
async fn write(
    connection: &mut SqliteConnection,
    Packed { change, edits: packed }: Packed,
    is_one_pending: bool,
) -> Result<Committed, sqlx::Error> {
    if let Some(answer) = change.draft.idempotency
        && let Some(kept) = idempotency::keep(connection, answer, change.at).await?
    {
        return Ok(Committed::Repeated(kept));
    }
    let version: i64 = query_scalar(
        "UPDATE catalogue_version SET version = version + 1 WHERE version = ? - 1 RETURNING version",
    )
    .bind(integer(change.version))
    .fetch_one(&mut *connection)
    .await?;
    let is_pending = is_one_pending || change.draft.edits.len() > AT_ONCE;
    query("INSERT INTO change (version, at, edits, pending) VALUES (?, ?, ?, ?)")
        .bind(version)
        .bind(change.at.0)
        .bind(packed)
        .bind(is_pending)
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
    if !is_pending {
        edits::write(connection, &change.draft.edits, change.version).await?;
    }
    let pending = Pending { version: change.version, edits: change.draft.edits, written: 0 };
    Ok(Committed::Made(is_pending.then_some(pending)))
}

impl Pending {
    /// Writes as many of what is left, and says whether that was all.
    pub(super) async fn write(
        &mut self,
        connection: &mut SqliteConnection,
        count: usize,
    ) -> Result<bool, sqlx::Error> {
        let end = self.edits.len().min(self.written.saturating_add(count));
        transaction::begin(connection).await?;
        let written = self.write_until(end, connection).await;
        let is_all = transaction::end(connection, written).await?;
        self.written = end;
        Ok(is_all)
    }

    async fn write_until(
        &self,
        end: usize,
        connection: &mut SqliteConnection,
    ) -> Result<bool, sqlx::Error> {
        let some = self.edits.get(self.written..end).unwrap_or_default();
        edits::write(connection, some, self.version).await?;
        let is_all = end == self.edits.len();
        if is_all {
            query("UPDATE change SET pending = 0 WHERE version = ?")
                .bind(integer(self.version))
                .execute(connection)
                .await?;
        }
        Ok(is_all)
    }
}

/// Changes that an earlier process has made and not written to the tables.
pub(super) async fn pending(
    connection: &mut SqliteConnection,
) -> Result<Vec<Pending>, sqlx::Error> {
    let sql = "SELECT version, edits FROM change WHERE pending ORDER BY version";
    let rows = query(sql).fetch_all(connection).await?;
    let unpacked = rows.iter().map(|row| {
        let version: i64 = row.try_get(0)?;
        let edits = packed_edits::unpack(row.try_get(1)?)?;
        Ok(Pending { version: u64::try_from(version).unwrap_or(0), edits, written: 0 })
    });
    unpacked.collect()
}
