//! States of as many messages as there are lanes.

use crate::LANES;

/// SHA-1 states of [`LANES`] messages, by word: `states[word][lane]`.
pub type States = [[u32; LANES]; 5];

/// The states that every message starts from.
pub const INITIAL: States = [
    [0x6745_2301; LANES],
    [0xefcd_ab89; LANES],
    [0x98ba_dcfe; LANES],
    [0x1032_5476; LANES],
    [0xc3d2_e1f0; LANES],
];

/// The state of each lane in turn.
pub(crate) fn lanes(states: &mut States) -> impl Iterator<Item = [&mut u32; 5]> {
    let [h0, h1, h2, h3, h4] = states;
    let lanes = h0.iter_mut().zip(h1).zip(h2).zip(h3).zip(h4);
    lanes.map(|((((h0, h1), h2), h3), h4)| [h0, h1, h2, h3, h4])
}
