//! What a change keeps of its edits: JSON, compressed by gzip.

use crate::model::Edit;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use std::io::{Error, Read};

pub(super) fn pack(edits: &[Edit]) -> Result<Vec<u8>, Error> {
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
