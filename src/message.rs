//! The message that is hashed: `id#pc#key#expiry`, laid out for SHA-1. The verifier and the signer share it.

use crate::{
    ascii,
    key::{KEY_MAX, SHORT, ServerKey},
    signature::Digest,
};

const BLOCK: usize = 64;

/// Enough for the longest message, 64 + 50 + 128 + 28 bytes and three delimiters, and 9 bytes of padding.
const BLOCKS: usize = 5;

/// What a key and what follows it take at most, without the length: 128 + 1 + 28 bytes and one of padding.
const TAIL: usize = 158;

/// SHA-1's state before the first block, from FIPS 180-4, 5.3.1.
const INITIAL_STATE: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

/// An id and a product code in padded blocks, and room behind them for one key and expiry after another.
///
/// Such blocks go through one call of the compression function: a hasher that is fed seven pieces costs more than
/// twice that.
pub(crate) struct Message {
    /// Zeros wherever nothing is laid out.
    blocks: [[u8; BLOCK]; BLOCKS],
    /// Where the key starts.
    key_at: usize,
    key_len: usize,
    /// How many blocks the message takes; none without a key.
    used: usize,
}

impl Message {
    /// A message of nothing. Starts where it lies: moving it would cost as much as the rest.
    #[inline]
    pub(crate) const fn blank() -> Self {
        Self { blocks: [[0; BLOCK]; BLOCKS], key_at: 0, key_len: 0, used: 0 }
    }

    /// Lays out an id and a product code in a blank message.
    #[inline]
    pub(crate) fn start(&mut self, id: &[u8], product_code: &[u8]) {
        (_, self.key_at) = start(self.blocks.as_flattened_mut(), id, product_code);
    }

    /// Lays out a key and the text of an expiry, in place of those before.
    #[inline]
    pub(crate) fn finish(&mut self, key: &ServerKey, expiry: &[u8]) {
        if self.used != 0 {
            self.put_array(self.key_at, &[0; TAIL]);
            self.put_array(self.length_at(), &[0; 8]);
        }
        self.key_len = key.len();
        let end = finish(self.blocks.as_flattened_mut(), self.key_at, key, expiry);
        self.used = blocks(end);
        self.put_array(self.length_at(), &length(end));
    }

    /// The signature that the key makes.
    #[inline]
    pub(crate) fn hash(&self) -> Digest {
        let mut state = INITIAL_STATE;
        compress(&mut state, self.blocks.get(..self.used).unwrap_or_default());
        Digest::from_state(state)
    }

    fn length_at(&self) -> usize {
        self.used.saturating_mul(BLOCK).saturating_sub(8)
    }

    #[inline]
    fn put_array<const N: usize>(&mut self, at: usize, bytes: &[u8; N]) {
        put_array(self.blocks.as_flattened_mut(), at, bytes);
    }
}

/// Lays out an id and a product code, and returns where the id ends and where the key starts.
#[expect(clippy::inline_always, reason = "compiled for vector registers with the batch around it")]
#[inline(always)]
pub(crate) fn start(message: &mut [u8], id: &[u8], product_code: &[u8]) -> (usize, usize) {
    let id_end = put(message, 0, id);
    put_array(message, id_end, b"#");
    let end = put(message, id_end.wrapping_add(1), product_code);
    put_array(message, end, b"#");
    (id_end, end.wrapping_add(1))
}

/// Lays out the rest of a message among zeros, with its padding but for the length, and returns where the text ends.
#[expect(clippy::inline_always, reason = "compiled for vector registers with the batch around it")]
#[inline(always)]
pub(crate) fn finish(message: &mut [u8], key_at: usize, key: &ServerKey, expiry: &[u8]) -> usize {
    let room = message.get_mut(key_at..).and_then(|rest| rest.first_chunk_mut());
    let end = match (room, key.delimited_short()) {
        (Some(room), Some(delimited)) => {
            *room = *delimited;
            key_at.wrapping_add(key.len()).wrapping_add(1)
        }
        _ => put(message, key_at, key.delimited()),
    };
    let end = put(message, end, expiry);
    // FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits at the end of a block.
    put_array(message, end, &[0x80]);
    end
}

/// How many blocks a message of `len` bytes takes: with a byte of padding and eight of length.
#[inline]
pub(crate) fn blocks(len: usize) -> usize {
    len.wrapping_add(1 + 8).div_ceil(BLOCK)
}

/// The length of a text in bits, as SHA-1 wants it at the end of the last block.
#[inline]
pub(crate) fn length(len: usize) -> [u8; 8] {
    (len as u64).wrapping_mul(8).to_be_bytes()
}

/// Copies `text` to `at` and returns where it ends. What the grammar accepts always fits.
#[inline]
fn put(message: &mut [u8], at: usize, text: &[u8]) -> usize {
    ascii::put(message, at, text).unwrap_or_default()
}

#[inline]
fn put_array<const N: usize>(message: &mut [u8], at: usize, bytes: &[u8; N]) {
    if let Some(to) = message.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
        *to = *bytes;
    }
}

/// The key does not stay behind on the stack.
impl Drop for Message {
    #[inline]
    fn drop(&mut self) {
        if self.key_len <= SHORT {
            self.put_array(self.key_at, &[0; SHORT]);
        } else {
            self.put_array(self.key_at, &[0; KEY_MAX]);
        }
        zeroize::optimization_barrier(&self.blocks);
    }
}

/// SHA-1's compression, never inlined.
///
/// In a function that uses wider vector registers, as one may for the processor that builds it, the instructions for
/// SHA-1 would be a hundred times slower.
#[inline(never)]
fn compress(state: &mut [u32; 5], blocks: &[[u8; BLOCK]]) {
    sha1::block_api::compress(state, blocks);
}
