//! What a change keeps of its edits: JSON, compressed by gzip.

use super::error::Unavailable;
use crate::{change::Change, model::Edit};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use std::io::{Error, Read};
use tokio::task::spawn_blocking;

/// As many edits are packed by whoever asks.
const FEW: usize = 64;

/// A change, its edits ready to be kept.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) change: Change,
    pub(super) edits: Vec<u8>,
}

/// Packs what a change keeps of its edits.
pub(super) async fn pack(change: Change) -> Result<Packed, Unavailable> {
    if change.draft.edits.len() <= FEW {
        return packed(change);
    }
    // It takes its time: not where calls are answered or written.
    spawn_blocking(|| packed(change)).await.map_err(|_| Unavailable::Ended)?
}

fn packed(change: Change) -> Result<Packed, Unavailable> {
    let edits = written(&change.draft.edits);
    let edits = edits.map_err(|error| Unavailable::Database(error.to_string()))?;
    Ok(Packed { change, edits })
}

pub(super) fn written(edits: &[Edit]) -> Result<Vec<u8>, Error> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(&mut encoder, edits)?;
    encoder.finish()
}

pub(super) fn unpack(packed: &[u8]) -> Result<Vec<Edit>, sqlx::Error> {
    let mut edits = Vec::new();
    let unpacked = GzDecoder::new(packed).read_to_end(&mut edits);
    unpacked.map_err(|error| sqlx::Error::Decode(error.into()))?;
    serde_json::from_slice(&edits).map_err(|error| sqlx::Error::Decode(error.into()))
}
