//! That lanes do the work. What they leave out gets the same verdicts one by one, only later.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what fails here fails a test"
)]

use super::{Batch, few};
use crate::{
    Authorization, Denied, Expiry, ExpiryEncoding, KeyRing, Request, ServerKey, Signature, Signer,
    Verifier, instant::Instant, message::Message,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use core::time::Duration;
use sha1_lanes::{Backend, LANES};

const KEY: &str = "e4232e0620f9290025cb3783768c9c8c";
const OTHER_KEY: &str = "85bb85314f73fa720b1e25a9479e41ac";
const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2016, 4, 26, 8, 0, 0).unwrap()
}

fn key(text: &str) -> ServerKey {
    ServerKey::new(text).unwrap()
}

/// The four fields of a request, signed with a key of a length for the blocks wanted.
fn signed(number: usize, id_len: usize, key: &str, expiry: &Expiry) -> [String; 4] {
    let id = format!("{number:0>id_len$}");
    let signature = Signer::new(self::key(key)).sign(&id, PRODUCT_CODE, expiry).unwrap();
    [id, PRODUCT_CODE.to_string(), expiry.to_string(), signature.to_string()]
}

/// Expiries in both forms, all over the calendar and the day from two weeks on.
fn expiry(number: usize) -> Expiry {
    let number = i64::try_from(number).unwrap();
    let at = now() + TimeDelta::milliseconds((number + 1) * 1_234_567_891);
    (if number % 3 == 0 { Expiry::iso(at) } else { Expiry::java(at) }).unwrap()
}

/// The verdicts, and how many of them were found one by one. Nothing where this machine has no lanes.
fn verify<T: AsRef<[u8]>>(
    verifier: &Verifier,
    texts: &[[T; 4]],
) -> Option<(Vec<Result<Authorization, Denied>>, usize)> {
    let backend = Backend::best();
    if few(backend) > LANES {
        return None;
    }
    let requests: Vec<(Request<'_>, DateTime<Utc>)> = texts
        .iter()
        .map(|[id, product_code, expiry, signature]| {
            (Request::new(id, product_code, expiry, signature), now())
        })
        .collect();
    let mut verdicts = Vec::new();
    verdicts.resize_with(requests.len(), || Err(Denied::SignatureMismatch));
    let now_as_counted = Instant::of(now());
    let keys = verifier.keys.accepted_throughout((now_as_counted, now_as_counted), 0).unwrap();
    let first_key = keys.clone().next().unwrap();
    let one_by_one = Batch {
        verifier,
        backend,
        few: few(backend),
        keys,
        requests: &requests,
        verdicts: &mut verdicts,
        one_by_one: 0,
    }
    .verify(first_key);
    for ((request, _), verdict) in requests.iter().zip(&verdicts) {
        let alone = verifier.verify_at(request, now());
        assert_eq!(*verdict, alone);
        let key = |verdict: &Result<Authorization, Denied>| {
            verdict.as_ref().ok().map(Authorization::key_index)
        };
        assert_eq!(key(verdict), key(&alone));
    }
    Some((verdicts, one_by_one))
}

#[track_caller]
fn assert_all_authorized_in_lanes(verifier: &Verifier, texts: &[[String; 4]]) {
    if let Some((verdicts, one_by_one)) = verify(verifier, texts) {
        assert!(verdicts.iter().all(Result::is_ok));
        assert_eq!(one_by_one, 0);
    }
}

#[test]
fn every_backend_but_the_portable_one_is_worth_its_lanes() {
    for backend in Backend::available() {
        assert_eq!(few(backend) <= LANES, backend.name() != "portable", "{backend:?}");
    }
}

#[test]
fn the_key_that_is_asked_for_is_tried_first_and_of_equal_ones_that_before() {
    let ring = |keys: &[&str]| -> KeyRing {
        keys.iter().copied().map(key).collect::<Vec<_>>().try_into().unwrap()
    };
    let at = Instant::of(now());
    for (keys, asked, expected) in [
        (&[KEY, OTHER_KEY][..], 0, &[0, 1][..]),
        (&[KEY, OTHER_KEY], 1, &[1, 0]),
        (&[KEY, OTHER_KEY, OTHER_KEY], 2, &[1, 0, 2]),
    ] {
        let ring = ring(keys);
        let tried = ring.accepted_throughout((at, at), asked).unwrap().map(|(index, _)| index);
        assert_eq!(tried.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn authorized_requests_of_each_number_of_blocks_are_verified_in_lanes() {
    // Two blocks, three and four.
    for (id_len, key) in [(12, KEY), (36, KEY), (64, &KEY.repeat(2))] {
        let texts: Vec<_> =
            (0..LANES * 64).map(|number| signed(number, id_len, key, &expiry(number))).collect();
        assert_all_authorized_in_lanes(&Verifier::new(self::key(key)), &texts);
    }
}

#[test]
fn every_visible_byte_of_id_and_product_code_is_verified_in_lanes() {
    let signer = Signer::new(key(KEY));
    for len in [1, 2, 7, 8, 33, 49, 50] {
        let texts: Vec<_> = (0..LANES * 8)
            .map(|number| {
                let token = |from: usize| -> String {
                    let bytes = (b'!'..=b'~').filter(|byte| *byte != b'#').cycle();
                    bytes.skip(number + from).take(len).map(char::from).collect()
                };
                let (id, product_code, expiry) = (token(0), token(31), expiry(number));
                let signature = signer.sign(&id, &product_code, &expiry).unwrap();
                [id, product_code, expiry.to_string(), signature.to_string()]
            })
            .collect();
        assert_all_authorized_in_lanes(&Verifier::new(key(KEY)), &texts);
    }
}

#[test]
fn expired_and_mismatched_requests_are_denied_in_lanes() {
    let verifier = Verifier::new(key(KEY)).expiry_encoding(ExpiryEncoding::AsReceived);
    let past = Expiry::java(now() - TimeDelta::seconds(1)).unwrap();
    let texts: Vec<_> = (0..LANES * 4)
        .map(|number| match number % 3 {
            0 => signed(number, 12, KEY, &past),
            1 => signed(number, 12, OTHER_KEY, &expiry(number)),
            _ => signed(number, 12, KEY, &expiry(number)),
        })
        .collect();
    if let Some((verdicts, one_by_one)) = verify(&verifier, &texts) {
        assert_eq!(one_by_one, 0);
        for (number, verdict) in verdicts.iter().enumerate() {
            let code = verdict.as_ref().map_or_else(Denied::code, |_| "authorized");
            assert_eq!(code, ["expired", "signature-mismatch", "authorized"][number % 3]);
        }
    }
}

#[test]
fn a_second_key_the_rendering_and_a_policy_are_tried_in_lanes() {
    let rotated = Verifier::new(KeyRing::new(key(OTHER_KEY)).with(key(KEY)))
        .max_lifetime(Duration::from_secs(u64::MAX))
        .products([PRODUCT_CODE])
        .unwrap();
    let mut texts: Vec<_> =
        (0..LANES * 4).map(|number| signed(number, 12, KEY, &expiry(number * 3 + 1))).collect();
    assert_all_authorized_in_lanes(&rotated, &texts);

    // Signed as Java renders it, and sent in the other form.
    let java = Verifier::new(key(KEY)).expiry_encoding(ExpiryEncoding::JavaSample);
    for (number, texts) in texts.iter_mut().enumerate() {
        let whole_second =
            now() + TimeDelta::days(1) + TimeDelta::seconds(i64::try_from(number).unwrap());
        *texts = signed(number, 12, KEY, &Expiry::java(whole_second).unwrap());
        texts[2] = Expiry::iso(whole_second + TimeDelta::milliseconds(511)).unwrap().to_string();
    }
    assert_all_authorized_in_lanes(&Verifier::new(key(KEY)), &texts);
    assert_all_authorized_in_lanes(&java, &texts);
}

#[test]
fn requests_of_a_key_that_signs_few_share_their_lanes_with_those_of_the_next() {
    let rotated = Verifier::new(KeyRing::new(key(KEY)).with(key(OTHER_KEY)));
    let key = |number| if number % 4 == 0 { OTHER_KEY } else { KEY };
    let texts: Vec<_> = (0..LANES * 16)
        .map(|number| signed(number, 12, key(number), &expiry(number * 3 + 1)))
        .collect();
    if let Some((verdicts, one_by_one)) = verify(&rotated, &texts) {
        assert!(verdicts.iter().all(Result::is_ok));
        // Those that are left in the end.
        assert!(one_by_one < few(Backend::best()), "{one_by_one}");
    }
}

#[test]
fn groups_of_a_few_and_what_is_malformed_are_verified_one_by_one() {
    let verifier = Verifier::new(key(KEY));
    let mut texts: Vec<_> =
        (0..LANES * 2).map(|number| signed(number, 12, KEY, &expiry(number))).collect();
    let few = few(Backend::best());
    for number in 1..few.min(LANES) {
        texts.push(signed(number, 36, KEY, &expiry(number)));
    }
    if let Some((_, one_by_one)) = verify(&verifier, &texts) {
        assert_eq!(one_by_one, few - 1);
    }
    texts.truncate(LANES * 2);
    texts[3][0] = "with#delimiter".to_string();
    texts[20][3].replace_range(39.., "G");
    if let Some((_, one_by_one)) = verify(&verifier, &texts) {
        assert_eq!(one_by_one, 2);
    }
}

/// A request whose expiry is any text at all, with the signature that it would have.
fn signed_as_it_stands(expiry: &[u8]) -> [Vec<u8>; 4] {
    let mut message = Message::blank();
    message.start(b"XU4XHT8XQDWK", PRODUCT_CODE.as_bytes());
    message.finish(&key(KEY), expiry);
    let signature = Signature::new(&message.hash());
    [b"XU4XHT8XQDWK", PRODUCT_CODE.as_bytes(), expiry, signature.as_str().as_bytes()].map(Vec::from)
}

/// Each in a group of its own kind: `verify` compares the verdicts.
#[track_caller]
fn assert_all_malformed(texts: &[[Vec<u8>; 4]]) {
    if let Some((verdicts, one_by_one)) = verify(&Verifier::new(key(KEY)), texts) {
        assert!(verdicts.iter().flatten().next().is_none());
        assert_eq!(one_by_one, texts.len());
    }
}

#[test]
fn two_faulty_bytes_of_an_expiry_do_not_hide_each_other() {
    let good = b"2026-11-22T09:08:07.065Z";
    let mut texts = Vec::new();
    for fault in [0x10, 0x40, 0x80, 0xc0] {
        for first in 0..23 {
            for second in first..23 {
                let mut expiry = *good;
                for place in [first, second] {
                    expiry[place] = good[place] ^ fault;
                }
                texts.push(signed_as_it_stands(&expiry));
            }
        }
    }
    assert_all_malformed(&texts);
}

#[test]
fn two_parts_of_an_expiry_that_are_out_of_range_do_not_hide_each_other() {
    let mut texts = Vec::new();
    for month in ["00", "04", "13"] {
        for day in ["00", "30", "31"] {
            for hour in ["23", "24"] {
                for minute in ["59", "60"] {
                    for second in ["59", "60"] {
                        if (month, day, hour, minute, second) != ("04", "30", "23", "59", "59") {
                            texts.push(signed_as_it_stands(
                                format!("2026-{month}-{day}T{hour}:{minute}:{second}.000Z")
                                    .as_bytes(),
                            ));
                        }
                    }
                }
            }
        }
    }
    assert_all_malformed(&texts);
}

#[test]
fn two_faulty_digits_of_a_signature_do_not_hide_each_other() {
    let good = signed_as_it_stands(b"2026-11-22T09:08:07.065Z");
    let mut texts = Vec::new();
    for first in 0..40 {
        for second in first..40 {
            let mut faulty = good.clone();
            // As before to a reader of the low bits, and of the one that tells letters.
            for place in [first, second] {
                faulty[3][place] = good[3][place] ^ if place % 2 == 0 { 0x10 } else { 0x20 };
            }
            texts.push(faulty);
        }
    }
    assert_all_malformed(&texts);
}

#[test]
fn every_other_byte_in_a_signature_is_malformed_in_lanes() {
    let good = signed_as_it_stands(b"2026-11-22T09:08:07.065Z");
    let others = (0..=u8::MAX).filter(|byte| !matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let texts: Vec<_> = others
        .enumerate()
        .map(|(number, byte)| {
            let mut texts = good.clone();
            texts[3][number % 40] = byte;
            texts
        })
        .collect();
    assert_all_malformed(&texts);
}
