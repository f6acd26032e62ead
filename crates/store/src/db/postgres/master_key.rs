//! Whether a database was made with this master key, whatever server keys it has.

use crate::seal::{Seal, SealError};
use sqlx::{PgConnection, query, query_scalar};

/// Whether it was; `None` where nothing tells, as in one that is being made.
pub(super) async fn is_of(
    connection: &mut PgConnection,
    seal: &Seal,
) -> Result<Option<bool>, sqlx::Error> {
    let sealed: Option<Vec<u8>> =
        query_scalar("SELECT sealed FROM master_key").fetch_optional(connection).await?;
    Ok(sealed.map(|sealed| seal.opens_word(&sealed)))
}

/// Writes that it is, unless it says already whose it is: of several who open a new one, the first.
pub(super) async fn claim<E>(connection: &mut PgConnection, seal: &Seal) -> Result<(), E>
where
    E: From<SealError> + From<sqlx::Error>,
{
    let sql = "INSERT INTO master_key (one, sealed) VALUES (1, $1) ON CONFLICT DO NOTHING";
    query(sql).bind(seal.seal_word()?).execute(&mut *connection).await?;
    match is_of(connection, seal).await? {
        Some(false) => Err(SealError::OtherWord.into()),
        _ => Ok(()),
    }
}

/// Writes that it is from now on, whosever it was.
pub(super) async fn replace<E>(connection: &mut PgConnection, seal: &Seal) -> Result<(), E>
where
    E: From<SealError> + From<sqlx::Error>,
{
    let sql = "INSERT INTO master_key (one, sealed) VALUES (1, $1)
        ON CONFLICT (one) DO UPDATE SET sealed = excluded.sealed";
    query(sql).bind(seal.seal_word()?).execute(connection).await?;
    Ok(())
}
