//! Other spellings. A server keeps a list of what it has revoked, or has served already, by text. Where the verifier
//! takes the same authorization in another spelling, that spelling is not on the list.
//!
//! The rule: one spelling of a signature. The expiry has two forms and, under a policy that takes a signature over the
//! Java rendering, any milliseconds: so a list asks for the signature or for the `Authorization`, never for the text
//! of an expiry or of a query.

use crate::{
    malformed,
    naive::{self, Naive},
    ours,
    sent::Sent,
    util::{EXPIRY, ID, KEY, PRODUCT_CODE, SIGNATURE, at, now, verifier},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use store_auth::{Denied, ExpiryEncoding, Field, Problem, Request};

/// A server that has revoked [`SIGNATURE`], by its text, and is generous about white space and case.
fn lets_in_unless_revoked(sent: &Sent) -> bool {
    let tidied = sent.signature.trim_ascii().to_ascii_lowercase();
    sent.signature != SIGNATURE.as_bytes()
        && Naive::new(KEY).lets_in(&sent.clone().with_signature(tidied), now())
}

/// A server that has served [`EXPIRY`] once, by its text, and hashes the Java rendering of whatever date it can read.
fn lets_in_once(sent: &Sent) -> bool {
    let naive = Naive::new(KEY)
        .hashing(|expiry| {
            let instant = in_any_zone(expiry).unwrap_or_default();
            instant.format("%Y-%m-%dT%H:%M:%S.0%S+0000").to_string().into_bytes()
        })
        .expiring(|expiry, now| in_any_zone(expiry).is_none_or(|expiry| expiry < now));
    sent.expiry != EXPIRY.as_bytes() && naive.lets_in(sent, now())
}

fn in_any_zone(text: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?.trim().to_uppercase().replace(' ', "T");
    ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.fZ"].iter().find_map(|form| {
        DateTime::parse_from_str(&text, form)
            .map(|date| date.to_utc())
            .or_else(|_| chrono::NaiveDateTime::parse_from_str(&text, form).map(|it| it.and_utc()))
            .ok()
    })
}

#[test]
fn an_upper_case_signature_slips_past_a_list_naively_and_is_malformed_here() {
    assert!(!lets_in_unless_revoked(&Sent::authorized()));
    let sent = Sent::authorized().with_signature(SIGNATURE.to_uppercase());
    assert!(lets_in_unless_revoked(&sent));
    let problem = Problem::Byte { offset: 2, found: b'B' };
    assert_eq!(ours(&sent, now()), malformed(Field::Signature, problem));
}

#[test]
fn one_upper_case_digit_is_enough_to_be_malformed() {
    for (offset, digit) in SIGNATURE.char_indices().filter(|(_, digit)| digit.is_alphabetic()) {
        let mut signature = SIGNATURE.as_bytes().to_vec();
        signature[offset] = signature[offset].to_ascii_uppercase();
        let sent = Sent::authorized().with_signature(&signature);
        assert!(lets_in_unless_revoked(&sent), "{digit}");
        let problem = Problem::Byte { offset, found: signature[offset] };
        assert_eq!(ours(&sent, now()), malformed(Field::Signature, problem));
    }
}

#[test]
fn a_signature_with_white_space_around_it_slips_past_a_list_naively_and_is_malformed_here() {
    for spelling in [format!("{SIGNATURE}\n"), format!(" {SIGNATURE}"), format!("{SIGNATURE}\t")] {
        let sent = Sent::authorized().with_signature(spelling);
        assert!(lets_in_unless_revoked(&sent));
        let problem = Problem::Length { found: 41 };
        assert_eq!(ours(&sent, now()), malformed(Field::Signature, problem));
    }
}

#[test]
fn an_expiry_in_another_spelling_is_served_again_naively_and_is_malformed_here() {
    let byte = |offset, found| Problem::Byte { offset, found };
    let length = |found| Problem::Length { found };
    assert!(!lets_in_once(&Sent::authorized()));
    for (spelling, problem) in [
        ("2016-04-26T10:17:59.059+0200", byte(25, b'2')),
        ("2016-04-26T04:17:59.059-0400", byte(23, b'-')),
        ("2016-04-26T08:17:59.059-0000", byte(23, b'-')),
        ("2016-04-26T08:17:59.059+00:00", length(29)),
        ("2016-04-26T08:17:59.059+00", length(26)),
        ("2016-04-26T08:17:59.059z", byte(23, b'z')),
        ("2016-04-26t08:17:59.059Z", byte(10, b't')),
        ("2016-04-26 08:17:59.059Z", byte(10, b' ')),
        ("2016-04-26T08:17:59Z", length(20)),
        ("2016-04-26T08:17:59.059000Z", length(27)),
        (" 2016-04-26T08:17:59.059Z", length(25)),
        ("2016-04-26T08:17:59.059Z\n", length(25)),
    ] {
        let sent = Sent::authorized().with_expiry(spelling);
        assert!(lets_in_once(&sent), "{spelling:?}");
        assert_eq!(ours(&sent, now()), malformed(Field::Expiry, problem), "{spelling:?}");
    }
}

/// Every text within the second of [`EXPIRY`] that the grammar takes.
fn texts_of_the_second() -> BTreeSet<String> {
    (0..1000)
        .flat_map(|millis| ["Z", "+0000"].map(|zone| (millis, zone)))
        .map(|(millis, zone)| format!("2016-04-26T08:17:59.{millis:03}{zone}"))
        .collect()
}

#[test]
fn under_as_received_an_expiry_has_one_spelling() {
    let verifier = verifier().expiry_encoding(ExpiryEncoding::AsReceived);
    for text in texts_of_the_second() {
        let sent = Sent::authorized().with_expiry(&text);
        let verdict = verifier.verify_at(&sent.request(), now());
        if text == EXPIRY {
            assert_eq!(verdict.unwrap().id(), ID);
        } else {
            assert_eq!(verdict, Err(Denied::SignatureMismatch));
        }
    }
}

// Inherent in taking a signature over the Java rendering, which an App may have turned into any of these.
#[test]
fn under_the_other_policies_an_expiry_has_two_thousand_spellings_and_one_authorization() {
    let texts = texts_of_the_second();
    assert_eq!(texts.len(), 2000);
    let expected = ours(&Sent::authorized(), now()).unwrap();
    for encoding in [ExpiryEncoding::Either, ExpiryEncoding::JavaSample] {
        let verifier = verifier().expiry_encoding(encoding);
        for text in &texts {
            // The same signature: a list that asks for it, or for the authorization, is not slipped past.
            let sent = Sent::authorized().with_expiry(text);
            assert_eq!(verifier.verify_at(&sent.request(), now()).as_ref(), Ok(&expected));
        }
    }
}

/// A query string whose id is spelled with escapes.
fn query_with_id(id: &str) -> String {
    format!("id={id}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={SIGNATURE}")
}

#[test]
fn an_escaped_id_slips_past_a_list_of_raw_text_and_an_authorization_has_it_decoded() {
    let bans = |query: &str| query.contains(ID);
    assert!(bans(&query_with_id(ID)));
    for spelling in ["%58U4XHT8XQDWK", "XU4XHT8XQDW%4b", "XU4XHT8XQDW%4B"] {
        let query = query_with_id(spelling);
        assert!(!bans(&query) && Naive::new(KEY).lets_in(&naive::read_query(&query), now()));
        let authorization = verifier().verify_at(&Request::from_query(&query), now()).unwrap();
        assert_eq!(authorization.id(), ID);
    }
}

#[test]
fn every_byte_may_be_escaped_and_the_authorization_is_the_same() {
    let all =
        |text: &str| text.bytes().fold(String::new(), |query, byte| format!("{query}%{byte:02x}"));
    let [id, pc, expiry, signature] = [ID, PRODUCT_CODE, EXPIRY, SIGNATURE].map(all);
    let query = format!("%69d={id}&p%63={pc}&expir%79={expiry}&signatur%65={signature}");
    let authorization = verifier().verify_at(&Request::from_query(&query), now());
    assert_eq!(authorization, ours(&Sent::authorized(), now()));
    assert_eq!(authorization.unwrap().expires_at(), at(EXPIRY));
}

#[test]
fn escapes_are_decoded_once() {
    let query = query_with_id("%2558U4XHT8XQDWK");
    let verdict = verifier().verify_at(&Request::from_query(&query), now());
    assert_eq!(verdict, Err(Denied::SignatureMismatch));
}

#[test]
fn an_escape_does_not_hide_an_upper_case_digit_or_white_space() {
    let verify = |signature: &str| {
        let query = format!("id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={signature}");
        verifier().verify_at(&Request::from_query(&query), now())
    };
    let upper = SIGNATURE.replacen('b', "%42", 1);
    let problem = Problem::Byte { offset: 2, found: b'B' };
    assert_eq!(verify(&upper), malformed(Field::Signature, problem));
    let problem = Problem::Length { found: 41 };
    for spelling in [format!("{SIGNATURE}%0a"), format!("%20{SIGNATURE}")] {
        assert_eq!(verify(&spelling), malformed(Field::Signature, problem));
    }
}
