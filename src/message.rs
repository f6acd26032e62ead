//! The message that is hashed: `id#pc#key#expiry`, laid out for SHA-1. The verifier and the signer share it.

use crate::{
    ascii,
    key::{KEY_MAX, ServerKey},
    signature::Digest,
};

const BLOCK: usize = 64;

/// Enough for the longest message, 64 + 50 + 128 + 28 bytes and three delimiters, and 9 bytes of padding.
const BLOCKS: usize = 5;

/// What a key and what follows it take at most, without the length: 128 + 1 + 28 bytes and one of padding.
const TAIL: usize = 158;

/// Most keys are no longer than this. Copying and wiping so few bytes is measurably faster.
const SHORT_KEY: usize = 64;

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
        let mut end = self.put(0, id);
        end = self.put(end, b"#");
        end = self.put(end, product_code);
        self.key_at = self.put(end, b"#");
    }

    /// Lays out a key and the text of an expiry, in place of those before.
    #[inline]
    pub(crate) fn finish(&mut self, key: &ServerKey, expiry: &[u8]) {
        if self.used != 0 {
            self.put_array(self.key_at, &[0; TAIL]);
            self.put_array(self.length_at(), &[0; 8]);
        }
        // With its padding, zeros, which is a known number of bytes.
        self.key_len = key.len();
        match key.padded().first_chunk::<SHORT_KEY>() {
            Some(short) if self.key_len <= SHORT_KEY => self.put_array(self.key_at, short),
            _ => self.put_array(self.key_at, key.padded()),
        }
        let mut end = self.put(self.key_at.saturating_add(self.key_len), b"#");
        end = self.put(end, expiry);
        // FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits at the end of a block.
        self.put_array(end, &[0x80]);
        self.used = end.saturating_add(1 + 8).div_ceil(BLOCK);
        self.put_array(self.length_at(), &(end as u64).wrapping_mul(8).to_be_bytes());
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

    /// Copies `text` to `at` and returns where it ends. What the grammar accepts always fits.
    #[inline]
    fn put(&mut self, at: usize, text: &[u8]) -> usize {
        ascii::put(self.blocks.as_flattened_mut(), at, text).unwrap_or_default()
    }

    #[inline]
    fn put_array<const N: usize>(&mut self, at: usize, bytes: &[u8; N]) {
        let rest = self.blocks.as_flattened_mut().get_mut(at..);
        if let Some(to) = rest.and_then(|rest| rest.first_chunk_mut()) {
            *to = *bytes;
        }
    }
}

/// The key does not stay behind on the stack.
impl Drop for Message {
    #[inline]
    fn drop(&mut self) {
        if self.key_len <= SHORT_KEY {
            self.put_array(self.key_at, &[0; SHORT_KEY]);
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
