//! A SHA-1 collision before the key. Id and product code are hashed first, and an attacker may have a say in them. Of
//! two ids that bring SHA-1 to the same state, a signature for one is a signature for the other, whatever the key.
//!
//! The rule: both fields are visible ASCII other than `#`, and `id#pc#` is at most 64 + 50 + 2 = 116 bytes. A known
//! collision needs two whole blocks, 128 bytes, of which it chooses nearly every bit.
//!
//! The data is the published collision that `data/README.md` names.

use crate::{
    malformed,
    naive::{self, Naive},
    ours,
    sent::Sent,
    util::{EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, now, sign},
};
use sha1::block_api::compress;
use store_auth::{Field, Problem};

const IDS: [&[u8; 320]; 2] =
    [include_bytes!("data/shattered-1.bin"), include_bytes!("data/shattered-2.bin")];
const KEYS: [&str; 3] = [KEY, OTHER_KEY, "any other key"];

fn authorize(id: &[u8], pc: &[u8], key: &str) -> Sent {
    Sent::new(id, pc, EXPIRY, naive::sign(id, pc, key, EXPIRY))
}

/// SHA-1's state after some whole blocks.
fn state_after(bytes: &[u8]) -> [u32; 5] {
    let mut state = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in bytes.chunks_exact(64) {
        compress(&mut state, &[block.try_into().unwrap()]);
    }
    state
}

/// Where the two colliding beginnings differ first and last.
fn difference() -> (usize, usize) {
    let mut offsets = (0..320).filter(|&offset| IDS[0][offset] != IDS[1][offset]);
    (offsets.next().unwrap(), offsets.next_back().unwrap())
}

#[test]
fn the_collision_takes_two_whole_blocks() {
    assert_eq!(difference(), (192, 319));
    let [one, other] = IDS;
    assert_ne!(state_after(&one[..256]), state_after(&other[..256]));
    assert_eq!(state_after(one), state_after(other));
}

#[test]
fn the_naive_verifier_takes_the_signature_of_one_id_for_the_other_under_every_key() {
    for key in KEYS {
        let authorized = authorize(IDS[0], PRODUCT_CODE.as_bytes(), key);
        let naive = Naive::new(key);
        assert!(naive.lets_in(&authorized.clone().with_id(IDS[1]), now()));
        assert!(!naive.lets_in(&authorized.with_id(ID), now()));
    }
}

#[test]
fn the_naive_verifier_takes_the_signature_of_one_product_for_another_under_every_key() {
    // The same bytes, cut at the one `#` in them, which stands before the difference.
    let cut = IDS[0].iter().position(|byte| *byte == b'#').unwrap();
    assert!(cut < difference().0);
    let [(id, pc), (same_id, other_pc)] = IDS.map(|bytes| (&bytes[..cut], &bytes[cut + 1..]));
    assert_eq!(id, same_id);
    for key in KEYS {
        let authorized = authorize(id, pc, key);
        assert!(Naive::new(key).lets_in(&authorized.with_pc(other_pc), now()));
    }
}

#[test]
fn both_ids_are_malformed() {
    for id in IDS {
        let sent = authorize(id, PRODUCT_CODE.as_bytes(), KEY);
        assert_eq!(ours(&sent, now()), malformed(Field::Id, Problem::Length { found: 320 }));
    }
}

#[test]
fn their_length_alone_is_malformed() {
    let sent = authorize(&[b'A'; 320], PRODUCT_CODE.as_bytes(), KEY);
    assert_eq!(ours(&sent, now()), malformed(Field::Id, Problem::Length { found: 320 }));
}

#[test]
fn their_bytes_alone_are_malformed() {
    for id in IDS {
        let sent = authorize(&id[..64], PRODUCT_CODE.as_bytes(), KEY);
        let problem = Problem::Byte { offset: 8, found: b'\n' };
        assert_eq!(ours(&sent, now()), malformed(Field::Id, problem));
    }
}

#[test]
fn the_colliding_blocks_hold_bytes_of_every_class_that_the_grammar_excludes() {
    for id in IDS {
        let blocks = &id[192..];
        let outside: [fn(&u8) -> bool; 2] = [u8::is_ascii_control, |byte| !byte.is_ascii()];
        assert!(outside.iter().all(|class| blocks.iter().any(class)));
        assert!(id.contains(&b' ') && id.contains(&b'#'));
    }
}

#[test]
fn every_byte_outside_the_grammar_is_malformed_wherever_it_stands() {
    let outside = (0..=u8::MAX).filter(|byte| !(b'!'..=b'~').contains(byte) || *byte == b'#');
    assert_eq!(outside.clone().count(), 256 - 93);
    for found in outside {
        let problem = |offset| Problem::Byte { offset, found };
        for offset in 0..64 {
            let mut id = [b'A'; 64];
            id[offset] = found;
            let sent = authorize(&id, PRODUCT_CODE.as_bytes(), KEY);
            assert_eq!(ours(&sent, now()), malformed(Field::Id, problem(offset)));
        }
        for offset in 0..50 {
            let mut pc = [b'A'; 50];
            pc[offset] = found;
            let sent = authorize(ID.as_bytes(), &pc, KEY);
            assert_eq!(ours(&sent, now()), malformed(Field::ProductCode, problem(offset)));
        }
    }
}

#[test]
fn the_longest_id_and_product_code_do_not_fill_two_blocks() {
    let (id, pc) = ("A".repeat(64), "b".repeat(50));
    let before_the_key = format!("{id}#{pc}#").len();
    assert_eq!(before_the_key, 116);
    assert!(before_the_key < difference().1 + 1 - difference().0);

    let longest = Sent::new(&id, &pc, EXPIRY, sign(KEY, &id, &pc, EXPIRY));
    assert_eq!(ours(&longest, now()).unwrap().id(), id);

    let id = authorize(&[b'A'; 65], pc.as_bytes(), KEY);
    assert_eq!(ours(&id, now()), malformed(Field::Id, Problem::Length { found: 65 }));
    let pc = authorize(&[b'A'; 64], &[b'b'; 51], KEY);
    assert_eq!(ours(&pc, now()), malformed(Field::ProductCode, Problem::Length { found: 51 }));
}
