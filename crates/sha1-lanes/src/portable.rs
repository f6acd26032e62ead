//! One message after the other, by the `sha1` crate.

use crate::{
    lanes::{Block, LANES},
    states::{self, States},
};

/// Compresses the blocks of each lane.
pub(crate) fn compress(states: &mut States, blocks: [&[Block]; LANES]) {
    for (lane, blocks) in blocks.into_iter().enumerate() {
        let mut state = states::get(states, lane);
        compress_one(&mut state, blocks);
        states::set(states, lane, state);
    }
}

/// Word `t` of every block at `[t][lane]`, as numbers.
pub(crate) fn words(blocks: &[Block; LANES]) -> [[u32; LANES]; 16] {
    let mut words = [[0; LANES]; 16];
    for (lane, block) in blocks.iter().enumerate() {
        for (words, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
            if let (Some(word), Some(bytes)) = (words.get_mut(lane), bytes.first_chunk()) {
                *word = u32::from_be_bytes(*bytes);
            }
        }
    }
    words
}

/// Compresses the blocks of one message.
///
/// Never inlined: where the upper halves of vector registers are in use, instructions of SSE, as SHA-NI's are, wait for
/// them, and a compression takes a hundred times as long.
#[inline(never)]
pub(crate) fn compress_one(state: &mut [u32; 5], blocks: &[Block]) {
    sha1::block_api::compress(state, blocks);
}
