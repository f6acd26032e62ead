//! Server keys as a database has them: sealed by the master key.

use crate::{
    model::ServerKeyRecord,
    seal::{Seal, SealError},
};
use store_auth_wire::ServerId;

/// Puts what is sealed in the place of what was, of a key by its server and its number.
pub(super) const RESEAL: &str =
    "UPDATE server_key SET sealed = $1 WHERE server = $2 AND number = $3";

/// Why a key cannot be opened, if that cannot be and should: of one that was discarded nothing is left.
pub(super) fn closed(key: &ServerKeyRecord, seal: &Seal) -> Option<SealError> {
    let opened = seal.open(&key.server, key.number, &key.sealed);
    opened.err().filter(|_| !key.is_discarded())
}

/// What is sealed of each key that was not discarded, by another master key.
pub(super) fn resealed(
    keys: Vec<ServerKeyRecord>,
    old: &Seal,
    new: &Seal,
) -> Result<Vec<(ServerId, u32, Vec<u8>)>, SealError> {
    let there = keys.into_iter().filter(|key| !key.is_discarded());
    let reseal = |ServerKeyRecord { server, number, sealed, .. }: ServerKeyRecord| {
        let key = old.open(&server, number, &sealed)?;
        let sealed = new.seal(&server, number, &key.text)?;
        Ok((server, number, sealed))
    };
    there.map(reseal).collect()
}
