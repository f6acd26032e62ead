//! `digest_each` gives what the `sha1` crate does, message by message.

mod util;

use sha1_lanes::{Backend, LANES};
use util::{Digest, assert_same, message, sha1};

/// A message of each length up to this many bytes.
const LONGEST: usize = 1000;

fn of_every_length() -> Vec<(Vec<u8>, Digest)> {
    (0..=LONGEST)
        .map(|length| message(length, length))
        .map(|message| (message.clone(), sha1(&message)))
        .collect()
}

/// Hashes each run of as many messages as there are lanes, so that each is in each lane once.
fn assert_same_in_every_lane(messages: &[&(Vec<u8>, Digest)]) {
    let (texts, expected): (Vec<&[u8]>, Vec<Digest>) =
        messages.iter().map(|(text, expected)| (text.as_slice(), *expected)).unzip();
    for backend in Backend::available() {
        for (texts, expected) in texts.windows(LANES).zip(expected.windows(LANES)) {
            assert_same(backend, texts, expected);
        }
    }
}

#[test]
fn every_length_is_right_in_every_lane_among_its_like() {
    let messages = of_every_length();
    // The ends once more, as the first few are not in the last lanes otherwise, nor the last few in the first.
    let around = messages.iter().cycle().take(messages.len() + LANES);
    assert_same_in_every_lane(&around.collect::<Vec<_>>());
}

#[test]
fn every_length_is_right_in_every_lane_among_others() {
    let messages = of_every_length();
    let shuffled = (0..messages.len() + LANES).map(|index| &messages[index * 389 % messages.len()]);
    assert_same_in_every_lane(&shuffled.collect::<Vec<_>>());
}

#[test]
fn any_number_of_messages_is_right() {
    let messages: Vec<_> = (0..=40).map(|index| message(index, index * 37 % 200)).collect();
    let texts: Vec<_> = messages.iter().map(Vec::as_slice).collect();
    let expected: Vec<_> = messages.iter().map(sha1).collect();
    for backend in Backend::available() {
        for number in 0..=messages.len() {
            assert_same(backend, &texts[..number], &expected[..number]);
        }
    }
}

#[test]
fn one_long_message_among_many_short_ones_is_right() {
    let messages: Vec<_> =
        (0..200).map(|index| message(index, if index == 3 { 100_000 } else { 80 })).collect();
    let texts: Vec<_> = messages.iter().map(Vec::as_slice).collect();
    let expected: Vec<_> = messages.iter().map(sha1).collect();
    for backend in Backend::available() {
        assert_same(backend, &texts, &expected);
    }
}

#[test]
fn a_place_without_a_message_is_left_as_it_is() {
    for backend in Backend::available() {
        let mut digests = [[7; 20]; 20];
        backend.digest_each(["one", "two"].iter().zip(&mut digests));
        assert_eq!(digests[..2], [sha1("one"), sha1("two")]);
        assert_eq!(digests[2..], [[7; 20]; 18]);
    }
}

#[test]
fn an_iterator_that_has_ended_is_not_asked_again() {
    for backend in Backend::available() {
        let mut digests = [[0; 20]; 20];
        let mut places = digests.iter_mut();
        let mut ended = false;
        backend.digest_each(std::iter::from_fn(|| {
            assert!(!ended);
            let place = places.next();
            ended = place.is_none();
            place.map(|place| ("some", place))
        }));
        assert_eq!(digests, [sha1("some"); 20]);
    }
}

#[test]
fn without_a_backend_the_best_is_used() {
    let messages = ["a", "bc", "def"];
    let mut digests = [[0; 20]; 3];
    sha1_lanes::digest_each(messages.iter().zip(&mut digests));
    assert_eq!(digests, messages.map(sha1));
}
