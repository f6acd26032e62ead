//! Whether a database was made with this master key, whatever server keys it has.

use crate::seal::{Seal, SealError};
use sqlx::{SqliteConnection, query, query_scalar};

/// Whether it was; `None` where nothing tells, as in one of before this was written to it.
pub(super) async fn is_of(
    connection: &mut SqliteConnection,
    seal: &Seal,
) -> Result<Option<bool>, sqlx::Error> {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name = 'master_key'";
    let tables: i64 = query_scalar(sql).fetch_one(&mut *connection).await?;
    if tables == 0 {
        return Ok(None);
    }
    let sealed: Option<Vec<u8>> =
        query_scalar("SELECT sealed FROM master_key").fetch_optional(connection).await?;
    Ok(sealed.map(|sealed| seal.opens_word(&sealed)))
}

/// Writes that it is.
pub(super) async fn write<E>(connection: &mut SqliteConnection, seal: &Seal) -> Result<(), E>
where
    E: From<SealError> + From<sqlx::Error>,
{
    let sealed = seal.seal_word()?;
    let sql = "INSERT OR REPLACE INTO master_key (one, sealed) VALUES (1, ?)";
    query(sql).bind(sealed).execute(connection).await?;
    Ok(())
}
