//! `Backend::compress` does to each lane what the `sha1` crate's compression does to one message.

mod util;

use sha1_lanes::{Backend, INITIAL, LANES, States};
use std::array;

fn messages<const N: usize>() -> [[[u8; 64]; N]; LANES] {
    let mut bytes = util::bytes(N as u64);
    array::from_fn(|_| array::from_fn(|_| array::from_fn(|_| bytes.next().unwrap())))
}

/// States of which no two lanes are alike.
fn states() -> States {
    let mut bytes = util::bytes(0);
    array::from_fn(|_| {
        array::from_fn(|_| u32::from_be_bytes(array::from_fn(|_| bytes.next().unwrap())))
    })
}

fn assert_compresses<const N: usize>() {
    let messages = messages::<N>();
    for blocks in (0..=N + 2).chain([usize::MAX]) {
        for before in [INITIAL, states()] {
            let mut expected = before;
            for (lane, message) in messages.iter().enumerate() {
                let mut state = array::from_fn(|word| before[word][lane]);
                sha1::block_api::compress(&mut state, &message[..blocks.min(N)]);
                for (word, value) in state.into_iter().enumerate() {
                    expected[word][lane] = value;
                }
            }
            for backend in Backend::available() {
                let mut states = before;
                backend.compress(&mut states, &messages, blocks);
                assert_eq!(states, expected, "{backend:?}: {blocks} of {N} blocks");
            }
        }
    }
}

#[test]
fn words_are_in_order_of_words_and_then_of_lanes() {
    let blocks = messages::<1>().map(|[block]| block);
    for backend in Backend::available() {
        let words = backend.words(&blocks);
        for (lane, block) in blocks.iter().enumerate() {
            for (t, bytes) in block.chunks(4).enumerate() {
                assert_eq!(words[t][lane].to_be_bytes(), bytes, "{backend:?}: {t} of {lane}");
            }
        }
    }
}

#[test]
fn no_blocks_at_all_change_nothing() {
    assert_compresses::<0>();
}

#[test]
fn any_number_of_the_blocks_is_compressed_and_no_more_than_there_are() {
    assert_compresses::<1>();
    assert_compresses::<2>();
    assert_compresses::<3>();
    assert_compresses::<4>();
    assert_compresses::<9>();
}

#[test]
fn the_initial_states_are_those_of_sha1() {
    let mut padded = [[[0; 64]]; LANES];
    for (lane, [block]) in padded.iter_mut().enumerate() {
        // A message of one byte, the lane.
        block[..2].copy_from_slice(&[u8::try_from(lane).unwrap(), 0x80]);
        block[63] = 8;
    }
    let mut states = INITIAL;
    Backend::best().compress(&mut states, &padded, 1);
    for lane in 0..LANES {
        let digest = states.map(|word| word[lane].to_be_bytes());
        assert_eq!(digest.as_flattened(), util::sha1([u8::try_from(lane).unwrap()]));
    }
}
