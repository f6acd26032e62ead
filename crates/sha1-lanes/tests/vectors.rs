//! The examples that NIST publishes with FIPS 180-4, in each lane of each backend.

use sha1_lanes::{Backend, LANES};

#[test]
fn one_block() {
    assert_digest(b"abc", [0xa999_3e36, 0x4706_816a, 0xba3e_2571, 0x7850_c26c, 0x9cd0_d89d]);
}

#[test]
fn no_message() {
    assert_digest(b"", [0xda39_a3ee, 0x5e6b_4b0d, 0x3255_bfef, 0x9560_1890, 0xafd8_0709]);
}

#[test]
fn two_blocks() {
    assert_digest(
        b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        [0x8498_3e44, 0x1c3b_d26e, 0xbaae_4aa1, 0xf951_29e5, 0xe546_70f1],
    );
}

#[test]
fn two_blocks_of_896_bits() {
    assert_digest(
        b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn\
          hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        [0xa49b_2446, 0xa02c_645b, 0xf419_f995, 0xb670_9125, 0x3a04_a259],
    );
}

#[test]
fn a_million_times_a() {
    assert_digest(
        &b"a".repeat(1_000_000),
        [0x34aa_973c, 0xd4c4_daa4, 0xf61e_eb2b, 0xdbad_2731, 0x6534_016f],
    );
}

#[track_caller]
fn assert_digest(message: &[u8], expected: [u32; 5]) {
    let expected = expected.map(u32::to_be_bytes);
    for backend in Backend::available() {
        let mut digests = [[0; 20]; LANES];
        backend.digest_each([message; LANES].iter().zip(&mut digests));
        for (lane, digest) in digests.iter().enumerate() {
            assert_eq!(digest, expected.as_flattened(), "{backend:?}, lane {lane}");
        }
    }
}
