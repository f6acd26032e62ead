//! Another master key: all server keys are sealed anew.

use super::{changes, load, master_key};
use crate::{
    db::{
        kept_rows::integer,
        sealed_error::SealedError,
        sealed_keys::{RESEAL, closed, resealed},
    },
    seal::{Seal, SealError},
};
use sqlx::{Connection, PgConnection, query};

/// Whether it was made with this master key, and all server keys can be opened.
pub(super) async fn is_sealed_by(
    connection: &mut PgConnection,
    seal: &Seal,
) -> Result<bool, sqlx::Error> {
    let keys = load::server_keys(&mut *connection).await?;
    let is_of_another = master_key::is_of(connection, seal).await? == Some(false);
    Ok(!is_of_another && keys.iter().all(|key| closed(key, seal).is_none()))
}

/// Seals all server keys anew. What changes keep of their edits goes: those of keys would stay sealed by the old master
/// key. It is a change itself, which no Store can follow: one that was cut off meanwhile has to be started anew.
pub(super) async fn rekey(
    connection: &mut PgConnection,
    old: &Seal,
    new: &Seal,
) -> Result<u32, SealedError> {
    let mut transaction = connection.begin().await?;
    let version = changes::take_turn(&mut transaction).await?;
    if master_key::is_of(&mut transaction, old).await? == Some(false) {
        return Err(SealError::OtherWord.into());
    }
    let mut count = 0;
    let keys = load::server_keys(&mut transaction).await?;
    for (server, number, sealed) in resealed(keys, old, new)? {
        query(RESEAL)
            .bind(sealed)
            .bind(server.as_str())
            .bind(i64::from(number))
            .execute(&mut *transaction)
            .await?;
        count += 1;
    }
    master_key::replace::<SealedError>(&mut transaction, new).await?;
    query("UPDATE change SET edits = ''").execute(&mut *transaction).await?;
    for sql in [
        "INSERT INTO change (version, at, edits)
            VALUES ($1, (extract(epoch FROM now()) * 1000)::bigint, '')",
        "INSERT INTO audit (version, at, actor, action, object, request_id)
            VALUES ($1, (extract(epoch FROM now()) * 1000)::bigint, 'rekey', 'master-key.replace', '', 'rekey')",
    ] {
        query(sql).bind(integer(version)).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    // What was replaced is overwritten by and by, and not left for good.
    for sql in ["VACUUM FULL server_key", "VACUUM FULL change"] {
        query(sql).execute(&mut *connection).await?;
    }
    Ok(count)
}
