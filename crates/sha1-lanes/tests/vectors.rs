//! The examples that NIST publishes with FIPS 180-4, in each lane of each backend.

mod util;

use sha1_lanes::{Backend, LANES};
use util::Digest;

#[test]
fn one_block() {
    assert_digest(b"abc", "a9993e364706816aba3e25717850c26c9cd0d89d");
}

#[test]
fn no_message() {
    assert_digest(b"", "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

#[test]
fn two_blocks() {
    assert_digest(
        b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
    );
}

#[test]
fn two_blocks_of_896_bits() {
    assert_digest(
        b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "a49b2446a02c645bf419f995b67091253a04a259",
    );
}

#[test]
fn a_million_times_a() {
    assert_digest(&[b'a'; 1_000_000], "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

#[track_caller]
fn assert_digest(message: &[u8], expected: &str) {
    for backend in Backend::available() {
        let mut digests = [[0; 20]; LANES];
        backend.digest_each([message; LANES].iter().zip(&mut digests));
        for (lane, digest) in digests.iter().enumerate() {
            assert_eq!(hex(digest), expected, "{backend:?}, lane {lane}");
        }
    }
}

fn hex(digest: &Digest) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
