//! What may be a signature is shown nowhere.

use std::borrow::Cow;
use store_auth::{Field, Redacted, Request, SignedRequest};

const SIGNATURE: &str = "16be1703017fd1001fe63465e50523982f10b0ca";
const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";

fn masked(line: &str) -> String {
    let pairs = [("pc", PRODUCT_CODE)];
    let redacted = Request::from_pairs(pairs).redact(line);
    String::from_utf8(redacted.into_bytes().into_owned()).unwrap()
}

#[test]
fn signatures_are_masked_and_the_product_code_is_not() {
    let line = format!("GET /?pc={PRODUCT_CODE}&signature={SIGNATURE} HTTP/1.1");
    let expected = format!("GET /?pc={PRODUCT_CODE}&signature=[signature] HTTP/1.1");
    assert_eq!(masked(&line), expected);
    assert_eq!(masked(SIGNATURE), "[signature]");
    assert_eq!(masked(&SIGNATURE.to_uppercase()), "[signature]");
    assert_eq!(Redacted::new(PRODUCT_CODE).to_string(), "[signature]");
}

#[test]
fn every_signature_of_a_line_is_masked() {
    let line = format!("{SIGNATURE} {PRODUCT_CODE}0,{SIGNATURE}");
    assert_eq!(masked(&line), "[signature] [signature],[signature]");
}

#[test]
fn escaped_digits_are_digits() {
    let rest = &SIGNATURE[1..];
    for first in ["%31", "%2531", "%252531", r"\x31", r"\u0031", r"\U0031", r"\\x31", r"\\\\u0031"]
    {
        assert_eq!(masked(&format!("={first}{rest}&")), "=[signature]&");
    }
    let (before, behind) = SIGNATURE.split_at(19);
    for sixth in ["%36", "%2536", r"\x36", r"\u0036"] {
        assert_eq!(masked(&format!("id={before}{sixth}{}", &behind[1..])), "id=[signature]");
    }
    // The escape of another letter may look like more digits.
    assert_eq!(masked(&format!("signature%3D{SIGNATURE}")), "signature%[signature]");
}

#[test]
fn other_text_stays_as_it_is() {
    for line in ["", "abc", "%", "%3", "%25", r"\x", &SIGNATURE[1..], "é%zz\\u00"] {
        assert_eq!(masked(line), line);
        assert!(matches!(Redacted::new(line).into_bytes(), Cow::Borrowed(_)));
    }
}

#[test]
fn shown_text_is_one_line_of_bounded_length() {
    let shown = |text: &[u8]| Redacted::new(text).to_string();
    assert_eq!(shown("a\n\u{202e}é\u{0}".as_bytes()), "a\\n\\u{202e}é\\u{0}");
    assert_eq!(shown(b"\xff\xfe"), "\\x{ff}\\x{fe}");
    for byte in [b'x', b'\0', 0xff] {
        let shown = shown(&[byte; 5000]);
        assert!(shown.ends_with('…') && shown.chars().count() <= 121, "{shown}");
    }
}

#[test]
fn a_field_is_shown_without_a_signature_but_a_product_code_as_it_is() {
    let (before, behind) = SIGNATURE.split_at(19);
    let escaped = format!("{before}%36{}", &behind[1..]);
    let query = format!("id={escaped}&pc={PRODUCT_CODE}&expiry={SIGNATURE}&signature={escaped}");
    let request = Request::from_query(&query);
    let shown = Field::ALL.map(|field| request.text(field).unwrap().to_string());
    assert_eq!(shown, ["[signature]", PRODUCT_CODE, "[signature]", "16be… (40 bytes)"]);
    let product_code = format!("pc={PRODUCT_CODE}{SIGNATURE}");
    let request = Request::from_query(&product_code);
    assert_eq!(request.text(Field::ProductCode).unwrap().to_string(), "[signature]");
}

#[test]
fn what_is_too_short_for_a_signature_is_shown_in_its_place_and_of_the_rest_the_start() {
    let shown = |signature| {
        let query = format!("signature={signature}");
        Request::from_query(&query).text(Field::Signature).unwrap().to_string()
    };
    assert_eq!(shown("16be1703017f"), "16be1703017f");
    assert_eq!(shown("16be1703017fd"), "16be… (13 bytes)");
}

#[test]
fn neither_a_request_nor_its_fields_show_a_signature_when_they_are_debugged() {
    let query = format!("id={SIGNATURE}&pc={SIGNATURE}0&expiry=%31{}", &SIGNATURE[1..]);
    let request = Request::from_query(&query);
    let texts = Field::ALL.map(|field| request.text(field));
    let shown = format!("{request:?} {texts:?} {:?}", Redacted::new(&query));
    assert!(shown.contains("[signature]"), "{shown}");
    assert!(!shown.contains(&SIGNATURE[1..]), "{shown}");
    assert_eq!(format!("{:?}", Redacted::new(SIGNATURE)), "\"[signature]\"");
}

#[test]
fn a_signature_in_the_place_of_the_product_code_is_masked() {
    let (before, behind) = SIGNATURE.split_at(19);
    let escaped = format!("{before}%36{}", &behind[1..]);
    for [code, signature] in [
        [SIGNATURE, SIGNATURE],
        [&SIGNATURE.to_uppercase(), SIGNATURE],
        [&escaped, SIGNATURE],
        [SIGNATURE, &escaped],
    ] {
        let query = format!("pc={code}&signature={signature}");
        let request = Request::from_query(&query);
        assert_eq!(request.text(Field::ProductCode).unwrap().to_string(), "[signature]");
        let line = request.redact(&query).to_string();
        assert_eq!(line, "pc=[signature]&signature=[signature]");
    }
}

#[test]
fn a_product_code_with_a_signature_behind_it_is_masked() {
    let query = format!("pc={PRODUCT_CODE}{SIGNATURE}");
    let request = Request::from_query(&query);
    assert_eq!(request.redact(&query).to_string(), "pc=[signature]");
}

#[test]
fn a_signed_request_shows_no_signature_wherever_it_was_put() {
    for place in 0..4 {
        let mut fields = ["a", PRODUCT_CODE, "b", "c"];
        fields[place] = SIGNATURE;
        let [id, pc, expiry, signature] = fields;
        let request = SignedRequest::for_display(id, pc, expiry, signature);
        let shown = format!("{request:?}");
        // As a product code, it is one like any other.
        assert_eq!(shown.contains(SIGNATURE), place == 1, "{shown}");
    }
    let twice = SignedRequest::for_display("a", SIGNATURE, "b", SIGNATURE);
    assert!(!format!("{twice:?}").contains(SIGNATURE));
}
