//! States of as many messages as there are lanes.

use crate::lanes::LANES;

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

/// The state of one of the lanes.
pub(crate) fn get(states: &States, lane: usize) -> [u32; 5] {
    states.each_ref().map(|word| word.get(lane).copied().unwrap_or_default())
}

/// Sets the state of one of the lanes.
pub(crate) fn set(states: &mut States, lane: usize, state: [u32; 5]) {
    for (word, new) in states.iter_mut().zip(state) {
        if let Some(word) = word.get_mut(lane) {
            *word = new;
        }
    }
}
