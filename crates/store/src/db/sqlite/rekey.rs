//! Another master key: all server keys are sealed anew.

use super::{load, master_key, transaction};
use crate::{
    db::{
        sealed_error::SealedError,
        sealed_keys::{RESEAL, closed, resealed},
    },
    seal::{Seal, SealError},
};
use sqlx::{SqliteConnection, query};

/// Whether it was made with this master key, and all server keys can be opened.
pub(super) async fn is_sealed_by(
    connection: &mut SqliteConnection,
    seal: &Seal,
) -> Result<bool, sqlx::Error> {
    let keys = load::server_keys(&mut *connection).await?;
    let is_of_another = master_key::is_of(connection, seal).await? == Some(false);
    Ok(!is_of_another && keys.iter().all(|key| closed(key, seal).is_none()))
}

/// Seals all server keys anew. What changes keep of their edits goes: those of keys would stay sealed by the old master
/// key. Nothing may be pending. It is a change itself.
pub(super) async fn rekey(
    connection: &mut SqliteConnection,
    old: &Seal,
    new: &Seal,
) -> Result<u32, SealedError> {
    // What is replaced is overwritten too, not only left unused.
    query("PRAGMA secure_delete = ON").execute(&mut *connection).await?;
    transaction::begin(connection).await?;
    let sealed = seal_anew(connection, old, new).await;
    let count = transaction::end(connection, sealed).await?;
    query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await?;
    Ok(count)
}

async fn seal_anew(
    connection: &mut SqliteConnection,
    old: &Seal,
    new: &Seal,
) -> Result<u32, SealedError> {
    if master_key::is_of(connection, old).await? == Some(false) {
        return Err(SealError::OtherWord.into());
    }
    let mut count = 0;
    let keys = load::server_keys(connection).await?;
    for (server, number, sealed) in resealed(keys, old, new)? {
        query(RESEAL)
            .bind(sealed)
            .bind(server.as_str())
            .bind(number)
            .execute(&mut *connection)
            .await?;
        count += 1;
    }
    master_key::write::<SealedError>(connection, new).await?;
    query("UPDATE change SET edits = x'' WHERE NOT pending").execute(&mut *connection).await?;
    for sql in [
        "UPDATE catalogue_version SET version = version + 1",
        "INSERT INTO change (version, at, edits, pending)
            SELECT version, CAST(unixepoch('subsec') * 1000 AS INTEGER), x'', 0 FROM catalogue_version",
        "INSERT INTO audit (version, at, actor, action, object, request_id)
            SELECT version, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'rekey', 'master-key.replace', '', 'rekey'
            FROM catalogue_version",
    ] {
        query(sql).execute(&mut *connection).await?;
    }
    Ok(count)
}
