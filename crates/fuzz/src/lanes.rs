//! SHA-1 of many messages at once, against the `sha1` crate.

use sha1::{Digest, Sha1};
use sha1_lanes::{Backend, INITIAL, LANES, States};
use std::array;

/// Places for digests beyond those of the messages.
const SPARE: usize = 3;

/// Any bytes as messages, each after a byte that says its length; and as blocks to be compressed from any states.
///
/// # Panics
/// Where a law does not hold.
pub fn lanes(data: &[u8]) {
    digests(&messages(data));
    compressions(data);
}

/// A length that goes beyond the end means all that is left.
fn messages(mut data: &[u8]) -> Vec<&[u8]> {
    let mut messages = Vec::new();
    while let [length, rest @ ..] = data {
        let (message, rest) = rest.split_at(rest.len().min((*length).into()));
        messages.push(message);
        data = rest;
    }
    messages
}

fn digests(messages: &[&[u8]]) {
    let untouched = [0xaa; 20];
    let expected: Vec<[u8; 20]> = messages.iter().map(|text| Sha1::digest(text).into()).collect();
    for backend in Backend::available() {
        let mut digests = vec![untouched; messages.len() + SPARE];
        backend.digest_each(messages.iter().zip(&mut digests));
        let (digests, spare) = digests.split_at(messages.len());
        assert_eq!(digests, expected, "{backend:?}");
        assert_eq!(spare, [untouched; SPARE], "{backend:?}");
    }
}

fn compressions(data: &[u8]) {
    let [blocks, data @ ..] = data else { return };
    if data.is_empty() {
        return;
    }
    let mut bytes = data.iter().copied().cycle();
    let mut byte = || bytes.next().expect("of a cycle");
    let messages: [[[u8; 64]; 3]; LANES] =
        array::from_fn(|_| array::from_fn(|_| array::from_fn(|_| byte())));
    // Mostly other states than a message starts from.
    let before: States = INITIAL.map(|word| word.map(|word| word ^ u32::from(byte())));
    let blocks = usize::from(blocks % 5);
    let mut expected = before;
    for (lane, message) in messages.iter().enumerate() {
        let mut state = array::from_fn(|word| before[word][lane]);
        sha1::block_api::compress(&mut state, &message[..blocks.min(3)]);
        for (words, word) in expected.iter_mut().zip(state) {
            words[lane] = word;
        }
    }
    for backend in Backend::available() {
        let mut states = before;
        backend.compress(&mut states, &messages, blocks);
        assert_eq!(states, expected, "{backend:?}");
    }
}
