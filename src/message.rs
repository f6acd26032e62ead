//! The message that is hashed: `id#pc#key#expiry`, laid out for SHA-1. The verifier and the signer share it.

use crate::{
    key::{self, ServerKey},
    signature::Digest,
    token,
};

const BLOCK: usize = 64;
const EXPIRY_MAX: usize = 28;

/// The longest message, the 0x80 behind it and its length in bits, in whole blocks.
const BLOCKS: usize =
    (token::ID_MAX + token::PRODUCT_CODE_MAX + key::KEY_MAX + EXPIRY_MAX + 3 + 1 + 8)
        .div_ceil(BLOCK);

/// SHA-1's state before the first block, from FIPS 180-4, 5.3.1.
const INITIAL_STATE: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

/// The signature that `key` makes for a checked id, product code and expiry text.
///
/// The message goes into padded blocks on the stack and through one call of the compression function: a hasher that
/// is fed seven pieces costs more than twice that. The blocks are wiped, since they hold the key.
pub(crate) fn sign(id: &[u8], product_code: &[u8], key: &ServerKey, expiry: &[u8]) -> Digest {
    let mut blocks = [[0; BLOCK]; BLOCKS];
    let buffer = blocks.as_flattened_mut();
    let mut len = 0_usize;
    for part in [id, b"#", product_code, b"#", key.as_bytes(), b"#", expiry] {
        len = put(buffer, len, part);
    }

    // FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits at the end of a block.
    let bits = (len as u64).wrapping_mul(8).to_be_bytes();
    let end = len.saturating_add(1 + 8).div_ceil(BLOCK);
    put(buffer, len, &[0x80]);
    put(buffer, end.saturating_mul(BLOCK).saturating_sub(8), &bits);

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

/// Copies `part` to `at` and returns its end. The grammar's bounds keep every message inside the buffer.
fn put(buffer: &mut [u8], at: usize, part: &[u8]) -> usize {
    let end = at.saturating_add(part.len());
    if let Some(to) = buffer.get_mut(at..end) {
        to.copy_from_slice(part);
    }
    end
}
