//! Messages to hash, and what the `sha1` crate says of them.

#![allow(dead_code, reason = "no test uses everything")]

use sha1::{Digest as _, Sha1};
use sha1_lanes::Backend;

pub(crate) type Digest = [u8; 20];

/// Bytes that differ from one seed to the next.
pub(crate) fn bytes(seed: u64) -> impl Iterator<Item = u8> {
    // Knuth's generator of MMIX; its low bits are not random.
    let step = |state: &u64| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    };
    std::iter::successors(step(&seed), step).map(|state| (state >> 56) as u8)
}

pub(crate) fn message(seed: usize, length: usize) -> Vec<u8> {
    bytes(seed as u64).take(length).collect()
}

pub(crate) fn sha1(message: impl AsRef<[u8]>) -> Digest {
    Sha1::digest(message).into()
}

#[track_caller]
pub(crate) fn assert_same(backend: Backend, messages: &[&[u8]], expected: &[Digest]) {
    let mut digests = vec![[0; 20]; messages.len()];
    backend.digest_each(messages.iter().zip(&mut digests));
    for (index, (digest, expected)) in digests.iter().zip(expected).enumerate() {
        let length = messages[index].len();
        assert_eq!(digest, expected, "{backend:?}: message {index}, of {length} bytes");
    }
    assert_eq!(digests.len(), expected.len());
}
