//! The message that is hashed: `id#pc#key#expiry`, laid out for SHA-1. The verifier and the signer share it.

use crate::{
    expiry::ExpiryText,
    key::ServerKey,
    signature::Digest,
    token::{Id, ProductCode},
};

const BLOCK: usize = 64;

/// Enough for the longest message, 64 + 50 + 128 + 28 bytes and three delimiters, and 9 bytes of padding.
const BLOCKS: usize = 5;

/// SHA-1's state before the first block, from FIPS 180-4, 5.3.1.
const INITIAL_STATE: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

/// The signature that `key` makes for an id, a product code and an expiry text.
///
/// The message goes into padded blocks on the stack and through one call of the compression function: a hasher that
/// is fed seven pieces costs more than twice that. The blocks are wiped, since they hold the key.
pub(crate) fn sign(
    id: &Id,
    product_code: &ProductCode,
    key: &ServerKey,
    expiry: &ExpiryText,
) -> Digest {
    let mut blocks = [[0; BLOCK]; BLOCKS];
    let buffer = blocks.as_flattened_mut();
    // Each part is copied with its padding, a known number of bytes, and the next one is laid over the padding. The
    // key is copied as 128 bytes, which covers whatever padding the id and the product code left; its own padding and
    // the expiry's are zeros.
    let mut len = put(buffer, 0, id.padded(), id.len());
    len = put(buffer, len, b"#", 1);
    len = put(buffer, len, product_code.padded(), product_code.len());
    len = put(buffer, len, b"#", 1);
    len = put(buffer, len, key.padded(), key.len());
    len = put(buffer, len, b"#", 1);
    len = put(buffer, len, expiry.padded(), expiry.len());

    // FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits at the end of a block.
    let bits = (len as u64).wrapping_mul(8).to_be_bytes();
    let end = len.saturating_add(1 + 8).div_ceil(BLOCK);
    put(buffer, len, &[0x80], 1);
    put(buffer, end.saturating_mul(BLOCK).saturating_sub(8), &bits, 8);

    let mut state = INITIAL_STATE;
    sha1::block_api::compress(&mut state, blocks.get(..end).unwrap_or_default());
    blocks = [[0; BLOCK]; BLOCKS];
    zeroize::optimization_barrier(&blocks);

    let mut digest = [0; 20];
    for (to, word) in digest.chunks_exact_mut(4).zip(state) {
        to.copy_from_slice(&word.to_be_bytes());
    }
    Digest(digest)
}

/// Copies `part` to `at` and returns the end of its first `len` bytes. The grammar's bounds keep every message inside
/// the buffer.
#[inline]
fn put<const N: usize>(buffer: &mut [u8], at: usize, part: &[u8; N], len: usize) -> usize {
    if let Some(to) = buffer.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
        *to = *part;
    }
    at.saturating_add(len)
}
