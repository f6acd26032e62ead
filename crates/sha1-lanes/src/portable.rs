//! One message after the other, by the `sha1` crate.

use crate::{Block, LANES, States, states};

/// Compresses the blocks of each lane.
pub(crate) fn compress(states: &mut States, blocks: [&[Block]; LANES]) {
    for (lane, blocks) in blocks.into_iter().enumerate() {
        let mut state = states::get(states, lane);
        compress_one(&mut state, blocks);
        states::set(states, lane, state);
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
