//! SHA-1 length extension. The expiry stands last in the hashed message, and a signature is the whole state of SHA-1
//! after it: whoever has seen one can go on hashing from there, and so sign a longer expiry without the key.
//!
//! The rule: the expiry grammar is total. What SHA-1 puts between the old text and the new one, 0x80, zeros and a
//! length, has no place in it.

use crate::{
    Verdict, malformed,
    naive::{self, Naive},
    ours,
    sent::Sent,
    util::{EXPIRY, ID, KEY, PRODUCT_CODE, at, sign},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use store_auth::{Denied, Field, Problem, Request};

/// What the attacker wants the expiry to end with.
const LATER: &str = "2026-04-26T08:17:59.059+0000";

/// The attacker's program: from one request that was seen, one for each length that the key may have.
mod attacker {
    use crate::{naive, sent::Sent};
    use sha1::block_api::compress;

    pub(super) const KEY_LENGTHS: std::ops::RangeInclusive<usize> = 1..=128;

    pub(super) fn forge(seen: &Sent, suffix: &str) -> Vec<Sent> {
        KEY_LENGTHS.map(|key_length| extend(seen, key_length, suffix)).collect()
    }

    fn extend(seen: &Sent, key_length: usize, suffix: &str) -> Sent {
        let delimiters = 3;
        let signed = seen.id.len() + seen.pc.len() + key_length + seen.expiry.len() + delimiters;
        let glue = padding(signed);
        let expiry = [&seen.expiry, &glue[..], suffix.as_bytes()].concat();

        // The glue ends a block, so the rest starts one.
        let hashed = signed + glue.len() + suffix.len();
        let rest = [suffix.as_bytes(), &padding(hashed)].concat();
        let mut state = state_after(&seen.signature);
        for block in rest.chunks_exact(64) {
            compress(&mut state, &[block.try_into().unwrap()]);
        }
        let signature = naive::hex(state.map(u32::to_be_bytes).as_flattened());
        seen.clone().with_expiry(expiry).with_signature(signature)
    }

    /// A signature is the five words of SHA-1's state, eight digits each.
    fn state_after(signature: &[u8]) -> [u32; 5] {
        let digits = std::str::from_utf8(signature).unwrap();
        [0, 8, 16, 24, 32].map(|at| u32::from_str_radix(&digits[at..at + 8], 16).unwrap())
    }

    /// FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits at the end of a block.
    fn padding(length: usize) -> Vec<u8> {
        let mut padding = vec![0x80];
        while (length + padding.len()) % 64 != 56 {
            padding.push(0);
        }
        padding.extend((length as u64 * 8).to_be_bytes());
        padding
    }
}

/// Half a year after the expiry that the Store signed.
fn late() -> DateTime<Utc> {
    at("2016-10-26T00:00:00.000Z")
}

fn reading_the_last_date() -> Naive {
    Naive::new(KEY)
        .expiring(|expiry, now| naive::last_date(expiry).is_none_or(|expiry| expiry < now))
}

/// `if (new Date(expiry) < now) reject()`: nothing is less than what is not a number, nor is that.
fn failing_open() -> Naive {
    Naive::new(KEY).expiring(|expiry, now| naive::date_or_nan(expiry) < naive::seconds(now))
}

fn lengths_let_in(naive: &Naive, forged: &[Sent]) -> Vec<usize> {
    attacker::KEY_LENGTHS
        .zip(forged)
        .filter(|(_, sent)| naive.lets_in(sent, late()))
        .map(|(key_length, _)| key_length)
        .collect()
}

/// The one among the forged requests whose guess at the key's length was right.
fn forged() -> Sent {
    attacker::forge(&Sent::authorized(), LATER).swap_remove(KEY.len() - 1)
}

fn wrong_length(expiry: &[u8]) -> Verdict {
    malformed(Field::Expiry, Problem::Length { found: expiry.len() })
}

#[test]
fn a_signature_alone_is_enough_to_sign_a_longer_expiry() {
    let forged = forged();
    assert!(forged.expiry.starts_with(EXPIRY.as_bytes()));
    assert!(forged.expiry.ends_with(LATER.as_bytes()));
    let genuine = naive::sign(ID, PRODUCT_CODE, KEY, &forged.expiry);
    assert_eq!(forged.signature, genuine.as_bytes());
}

#[test]
fn the_naive_verifiers_refuse_what_is_merely_late_or_unsigned() {
    for naive in [reading_the_last_date(), failing_open()] {
        assert!(!naive.lets_in(&Sent::authorized(), late()));
        assert!(!naive.lets_in(&Sent::authorized().with_expiry(LATER), late()));
    }
}

#[test]
fn a_parser_that_reads_the_later_date_lets_the_extension_in() {
    let forged = attacker::forge(&Sent::authorized(), LATER);
    assert_eq!(lengths_let_in(&reading_the_last_date(), &forged), [KEY.len()]);
}

#[test]
fn a_parser_that_yields_not_a_number_lets_any_extension_in() {
    for suffix in [LATER, "", "x"] {
        let forged = attacker::forge(&Sent::authorized(), suffix);
        assert_eq!(lengths_let_in(&failing_open(), &forged), [KEY.len()]);
    }
}

#[test]
fn an_extended_expiry_is_malformed_for_every_length_of_key_and_suffix() {
    for suffix in [LATER, "", "x"] {
        for forged in attacker::forge(&Sent::authorized(), suffix) {
            assert_eq!(ours(&forged, late()), wrong_length(&forged.expiry));
            assert_eq!(ours(&forged, at(EXPIRY)), wrong_length(&forged.expiry));
        }
    }
}

#[test]
fn the_shortest_extension_of_the_shorter_form_is_already_past_the_longer_form() {
    let iso = "2016-04-26T08:17:59.059Z";
    let seen = Sent::authorized().with_expiry(iso).with_signature(sign(KEY, ID, PRODUCT_CODE, iso));
    let lengths: BTreeSet<_> =
        attacker::forge(&seen, "").iter().map(|forged| forged.expiry.len()).collect();
    // At least 0x80 and eight bytes of length go between; at most a whole block.
    assert_eq!(lengths.first(), Some(&(24 + 9)));
    assert_eq!(lengths.last(), Some(&(24 + 9 + 63)));
}

#[test]
fn an_extension_cut_to_a_length_that_fits_is_malformed_at_the_first_byte_that_does_not() {
    let cut = Sent { expiry: forged().expiry[..24].to_vec(), ..forged() };
    let problem = Problem::Byte { offset: 23, found: b'+' };
    assert_eq!(ours(&cut, late()), malformed(Field::Expiry, problem));

    let iso = "2016-04-26T08:17:59.059Z";
    let seen = Sent::authorized().with_expiry(iso).with_signature(sign(KEY, ID, PRODUCT_CODE, iso));
    for forged in attacker::forge(&seen, LATER) {
        let cut = Sent { expiry: forged.expiry[..28].to_vec(), ..forged };
        assert_eq!(&cut.expiry[23..], b"Z\x80\0\0\0");
        let problem = Problem::Byte { offset: 23, found: b'Z' };
        assert_eq!(ours(&cut, late()), malformed(Field::Expiry, problem));
    }
}

#[test]
fn padding_has_no_place_where_digits_are_due() {
    let mut padded = EXPIRY.as_bytes().to_vec();
    padded[20..23].copy_from_slice(b"\x80\0\0");
    let problem = Problem::Byte { offset: 20, found: 0x80 };
    let sent = Sent::authorized().with_expiry(padded);
    assert_eq!(ours(&sent, at(EXPIRY)), malformed(Field::Expiry, problem));
}

#[test]
fn either_end_of_an_extension_fits_the_grammar_and_not_the_signature() {
    for end in [EXPIRY, LATER] {
        let sent = forged().with_expiry(end);
        assert_eq!(ours(&sent, at("2016-04-26T08:00:00.000Z")), Err(Denied::SignatureMismatch));
    }
}

#[test]
fn padding_as_escapes_in_a_query_string_is_let_in_naively_and_malformed_here() {
    let forged = forged();
    let query = forged.query();
    assert!(query.contains("%2B0000%80%00%00"));
    assert_eq!(naive::read_query(&query), forged);
    assert!(reading_the_last_date().lets_in(&naive::read_query(&query), late()));

    let denied = crate::util::verifier().verify_at(&Request::from_query(&query), late());
    assert_eq!(denied, wrong_length(&forged.expiry));
}
