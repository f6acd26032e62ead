//! One message after the other, by the `sha1` crate.

use crate::{Block, LANES, States, states};

/// Compresses the blocks of each lane.
pub(crate) fn compress(states: &mut States, blocks: [&[Block]; LANES]) {
    for (words, blocks) in states::lanes(states).zip(blocks) {
        let mut state = words.each_ref().map(|word| **word);
        compress_one(&mut state, blocks);
        for (word, new) in words.into_iter().zip(state) {
            *word = new;
        }
    }
}

/// Compresses the blocks of one message.
///
/// Never inlined: where the upper halves of vector registers are in use, instructions of SSE, as SHA-NI's are, wait for
/// them, and a compression takes a hundred times as long.
#[inline(never)]
pub(crate) fn compress_one(state: &mut [u32; 5], blocks: &[Block]) {
    sha1::block_api::compress(state, blocks);
}
