//! Every message, word for word, and the secrets that none may hold.

mod util;

use store_auth::{
    Denied, Expiry, Field, KeyError, KeyRing, Malformed, Problem, Request, ServerKey, Signer,
};
use util::{EXPIRY, ID, KEY, PRODUCT_CODE, SIGNATURE, at, key, malformed, now, verifier};

#[track_caller]
fn assert_denied(query: &str, code: &str, message: &str) {
    let denied = verifier().verify_at(&Request::from_query(query), now()).unwrap_err();
    assert_eq!((denied.code(), denied.to_string().as_str()), (code, message));
}

#[track_caller]
fn assert_malformed(name: &str, value: &str, message: &str) {
    let good = [("id", ID), ("pc", PRODUCT_CODE), ("expiry", EXPIRY), ("signature", SIGNATURE)];
    let request = good.map(|(known, good)| (known, if known == name { value } else { good }));
    let denied = verifier().verify_at(&Request::from_pairs(request), now()).unwrap_err();
    assert_eq!(denied.to_string(), message);
}

#[test]
fn missing_and_repeated_fields() {
    let message = "malformed id: expected `id` or `cid`, found neither";
    assert_denied("", "malformed", message);
    let message = "malformed pc: expected `pc`, found none";
    assert_denied("id=a", "malformed", message);
    let message = "malformed expiry: expected `expiry` or `expiry_time`, found neither";
    assert_denied("id=a&pc=b", "malformed", message);
    let message = "malformed id: expected once, found more than once";
    assert_denied("id=a&id=a", "malformed", message);
    let message = "malformed id: expected `id` or `cid`, found both";
    assert_denied("id=a&cid=a", "malformed", message);
    let message = "malformed id: expected two hexadecimal digits behind the '%' at offset 1";
    assert_denied("id=a%4", "malformed", message);
}

#[test]
fn lengths() {
    assert_malformed("id", "", "malformed id: expected 1 to 64 bytes, found 0");
    assert_malformed("pc", &"p".repeat(51), "malformed pc: expected 1 to 50 bytes, found 51");
    assert_malformed("expiry", "2016", "malformed expiry: expected 24 or 28 bytes, found 4");
    assert_malformed("signature", "ab", "malformed signature: expected 40 bytes, found 2");
}

#[test]
fn bytes() {
    let message = "malformed id: expected visible ASCII other than '#', found '#' at offset 1";
    assert_malformed("id", "a#b", message);
    let message =
        "malformed pc: expected visible ASCII other than '#', found byte 0x0a at offset 1";
    assert_malformed("pc", "a\n", message);
    let message =
        "malformed signature: expected a lowercase hexadecimal digit, found 'A' at offset 0";
    assert_malformed("signature", &"A".repeat(40), message);
}

#[test]
fn expiries() {
    for (expiry, message) in [
        ("x016-04-26T08:17:59.059Z", "expected a digit, found 'x' at offset 0"),
        ("2016/04-26T08:17:59.059Z", "expected '-', found '/' at offset 4"),
        ("2016-04-26 08:17:59.059Z", "expected 'T', found ' ' at offset 10"),
        ("2016-04-26T08.17:59.059Z", "expected ':', found '.' at offset 13"),
        ("2016-04-26T08:17:59,059Z", "expected '.', found ',' at offset 19"),
        ("2016-04-26T08:17:59.059z", "expected the zone Z or +0000, found 'z' at offset 23"),
        ("2016-04-26T08:17:59.059 0000", "expected the zone Z or +0000, found ' ' at offset 23"),
        ("2016-04-26T08:17:59.059+0001", "expected the zone Z or +0000, found '1' at offset 27"),
        ("2016-13-26T08:17:59.059Z", "expected a month from 01 to 12 at offset 5"),
        ("2015-02-29T08:17:59.059Z", "expected a day of that month at offset 8"),
        ("2016-04-26T24:17:59.059Z", "expected an hour from 00 to 23 at offset 11"),
        ("2016-04-26T08:60:59.059Z", "expected a minute from 00 to 59 at offset 14"),
        ("2016-04-26T08:17:60.059Z", "expected a second from 00 to 59 at offset 17"),
    ] {
        assert_malformed("expiry", expiry, &format!("malformed expiry: {message}"));
    }
}

#[test]
fn instants_that_no_expiry_can_say() {
    for end in [chrono::DateTime::<chrono::Utc>::MIN_UTC, chrono::DateTime::<chrono::Utc>::MAX_UTC]
    {
        for written in [Expiry::iso(end), Expiry::java(end)] {
            let error = written.unwrap_err();
            assert_eq!(error, malformed(Field::Expiry, Problem::Year));
            let message = "malformed expiry: expected a year from 0000 to 9999";
            assert_eq!(error.to_string(), message);
        }
    }
}

#[test]
fn denials() {
    let good = format!("id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={SIGNATURE}");
    let message =
        "signature does not match: no accepted server key makes it for this id, pc and expiry";
    assert_denied(&good.replace("id=X", "id=Y"), "signature-mismatch", message);

    let request = Request::from_query(&good);
    let denied = verifier().verify_at(&request, at("2016-04-26T08:17:59.001Z")).unwrap_err();
    let message = "expired at 2016-04-26T08:17:59.000Z, now is 2016-04-26T08:17:59.001Z";
    assert_eq!((denied.code(), denied.to_string().as_str()), ("expired", message));

    let strict = verifier().max_lifetime(std::time::Duration::from_secs(60));
    let denied = strict.verify_at(&request, now()).unwrap_err();
    let message = "lifetime is too long: expected at most 60 s from 2016-04-26T07:17:59.000Z, expires at 2016-04-26T08:17:59.000Z";
    assert_eq!((denied.code(), denied.to_string().as_str()), ("lifetime-too-long", message));

    let denied = Denied::ProductNotAllowed;
    let message = "product code is not among those served here";
    assert_eq!((denied.code(), denied.to_string().as_str()), ("product-not-allowed", message));
}

#[test]
fn key_errors() {
    for (key, error, message) in [
        ("", KeyError::Empty, "server key is empty: expected 1 to 128 bytes"),
        (
            "\u{feff}k",
            KeyError::NotVisibleAscii { offset: 0 },
            "server key has a byte other than visible ASCII at offset 0",
        ),
        (
            " k",
            KeyError::LeadingWhiteSpace,
            "server key starts with white space or a line break: expected the key alone",
        ),
        (
            "k\r\n",
            KeyError::TrailingWhiteSpace,
            "server key ends with white space or a line break: expected the key alone, as `printf %s` writes it",
        ),
        (
            &"k".repeat(129),
            KeyError::TooLong { found: 129 },
            "server key is too long: expected 1 to 128 bytes, found 129",
        ),
        (
            "k k",
            KeyError::NotVisibleAscii { offset: 1 },
            "server key has a byte other than visible ASCII at offset 1",
        ),
    ] {
        let found = ServerKey::new(key).unwrap_err();
        assert_eq!((found, found.to_string().as_str()), (error, message));
    }
}

#[test]
fn every_white_space_around_a_key_is_named_as_such() {
    for space in [" ", "\t", "\n", "\u{b}", "\u{c}", "\r"] {
        let before = ServerKey::new(format!("{space}k")).unwrap_err();
        assert_eq!(before, KeyError::LeadingWhiteSpace);
        let behind = ServerKey::new(format!("k{space}")).unwrap_err();
        assert_eq!(behind, KeyError::TrailingWhiteSpace);
    }
}

#[test]
fn keys_of_1_to_128_visible_bytes_are_taken() {
    let visible: String = ('!'..='~').collect();
    for good in ["#", "k", &visible, &"k".repeat(128)] {
        assert!(ServerKey::new(good).is_ok());
    }
    for byte in (0..=b' ').chain(127..=255) {
        assert!(ServerKey::new([b'k', byte, b'k']).is_err(), "{byte}");
    }
}

#[test]
fn keys_that_cannot_hold_128_bits_are_weak() {
    for (alphabet, enough) in
        [("7", 39), ("7f", 32), ("7F", 32), ("7g", 22), ("7Z", 22), ("7-", 20)]
    {
        let of_length = |length| key(&alphabet.repeat(40)[..length]);
        assert!(of_length(enough - 1).is_weak(), "{alphabet}");
        assert!(!of_length(enough).is_weak(), "{alphabet}");
    }
}

#[test]
fn the_signer_refuses_what_no_verifier_would_accept() {
    let signer = Signer::new(key(KEY));
    let expiry = Expiry::java(now()).unwrap();
    let refused = |id, pc| signer.sign(id, pc, &expiry).unwrap_err();
    let hash = Problem::Byte { offset: 1, found: b'#' };
    assert_eq!(refused("a#b", "p"), malformed(Field::Id, hash));
    assert_eq!(refused("a", "p#c"), malformed(Field::ProductCode, hash));
}

#[test]
fn debug_output_holds_no_key_and_no_signature() {
    let request = Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE);
    let signature =
        Signer::new(key(KEY)).sign(ID, PRODUCT_CODE, &Expiry::parse(EXPIRY).unwrap()).unwrap();
    assert_eq!(signature.to_string(), SIGNATURE);
    let shown = format!(
        "{request:?}\n{signature:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        key(KEY),
        KeyRing::new(key(KEY)),
        Signer::new(key(KEY)),
        verifier(),
        verifier().verify_at(&request, now()),
    );
    assert!(!shown.contains(KEY) && !shown.contains(SIGNATURE), "{shown}");
    assert!(shown.contains(&format!("Authorization {{ id: {ID:?}")), "{shown}");
    assert!(shown.contains("ServerKey(..)"), "{shown}");
    assert_eq!(format!("{signature:?}"), "Signature(..)");
    // Nor as a list of bytes.
    let [first, second, ..] = KEY.as_bytes() else { unreachable!() };
    assert!(!shown.contains(&format!("{first}, {second}")), "{shown}");
}

#[test]
fn debug_output_of_a_request_shows_other_bytes_escaped() {
    let request = Request::from_query("id=a\n%0a&pc=1&pc=2");
    let expected = r#"Request { id: "a\n%0a", product_code: Repeated, expiry: Missing, .. }"#;
    assert_eq!(format!("{request:?}"), expected);
}

#[test]
fn instants_beyond_four_digit_years_are_readable_in_messages() {
    let now = chrono::DateTime::<chrono::Utc>::MAX_UTC;
    let denied = Denied::Expired { expires_at: at("9999-12-31T23:59:59.999Z"), now };
    let message = "expired at 9999-12-31T23:59:59.999Z, now is 262142-12-31T23:59:59.999Z";
    assert_eq!(denied.to_string(), message);
}

#[test]
fn a_malformed_field_is_the_denials_own_message() {
    let problem = malformed(Field::Id, Problem::Missing);
    assert_eq!(Denied::from(problem), Denied::Malformed(problem));
    assert_eq!(Denied::from(problem).to_string(), Malformed::to_string(&problem));
}
