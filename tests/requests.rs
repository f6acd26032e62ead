//! Where the four strings come from: fields, pairs, query strings, URLs.

mod util;

use store_auth::{Authorization, Denied, Field, Problem, Request};
use util::{EXPIRY, ID, PRODUCT_CODE, SIGNATURE, malformed, now, verifier};

fn verify(request: &Request<'_>) -> Result<Authorization, Denied> {
    verifier().verify_at(request, now())
}

#[track_caller]
fn assert_authorized(request: &Request<'_>) {
    assert_eq!(verify(request).unwrap().id(), ID);
}

#[track_caller]
fn assert_malformed(query: &str, field: Field, problem: Problem) {
    assert_eq!(
        verify(&Request::from_query(query)),
        Err(malformed(field, problem).into()),
        "{query}"
    );
}

fn query() -> String {
    format!("id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={SIGNATURE}")
}

#[test]
fn fields_may_be_text_or_bytes() {
    assert_authorized(&Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE));
    let [id, pc, expiry, signature] = [ID, PRODUCT_CODE, EXPIRY, SIGNATURE].map(str::as_bytes);
    assert_authorized(&Request::new(id, pc, expiry, signature));
}

#[test]
fn fields_are_taken_as_they_are() {
    let denied = verify(&Request::new("%58U4XHT8XQDWK", PRODUCT_CODE, EXPIRY, SIGNATURE));
    assert_eq!(denied, Err(Denied::SignatureMismatch));
}

#[test]
fn an_unescaped_plus_stays_a_plus() {
    assert_authorized(&Request::from_query(&query()));
}

#[test]
fn escapes_mean_their_bytes_in_both_cases() {
    assert_authorized(&Request::from_query(&query().replace('+', "%2B")));
    assert_authorized(&Request::from_query(&query().replace('+', "%2b").replace(':', "%3A")));
    let all = EXPIRY.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02x}"));
    assert_authorized(&Request::from_query(&query().replace(EXPIRY, &all)));
}

#[test]
fn every_byte_can_be_escaped() {
    for byte in 0..=255_u8 {
        let request =
            format!("id=%{byte:02X}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={SIGNATURE}");
        let expected = if byte.is_ascii_graphic() && byte != b'#' {
            Denied::SignatureMismatch
        } else {
            malformed(Field::Id, Problem::Byte { offset: 0, found: byte }).into()
        };
        assert_eq!(verify(&Request::from_query(&request)), Err(expected));
    }
}

#[test]
fn an_escape_without_its_digits_is_malformed() {
    for (id, offset) in [("%", 0), ("a%", 1), ("ab%4", 2), ("%4g", 0), ("%+4", 0), ("%41%%", 3)] {
        let request = query().replace(ID, id);
        assert_malformed(&request, Field::Id, Problem::Escape { offset });
    }
}

#[test]
fn text_is_decoded_once() {
    let id = ID.replace('X', "%2558");
    let denied = verify(&Request::from_query(&query().replace(ID, &id)));
    assert_eq!(denied, Err(Denied::SignatureMismatch));
}

#[test]
fn escaped_text_may_be_as_long_as_the_grammar_takes_and_no_longer() {
    for (length, fits) in [(64, true), (65, false), (100_000, false)] {
        let request = query().replace(ID, &"%41".repeat(length));
        let expected = if fits {
            Denied::SignatureMismatch
        } else {
            malformed(Field::Id, Problem::Length { found: length }).into()
        };
        assert_eq!(verify(&Request::from_query(&request)), Err(expected));
    }
}

#[test]
fn names_may_be_escaped_too() {
    let request = query().replace("expiry=", "%65xpir%79=").replace("id=", "%69%64=");
    assert_authorized(&Request::from_query(&request));
}

#[test]
fn each_field_is_taken_under_either_of_its_names() {
    assert_authorized(&Request::from_query(&query().replace("id=", "cid=")));
    assert_authorized(&Request::from_query(&query().replace("expiry=", "expiry_time=")));
}

#[test]
fn fields_may_come_in_any_order_among_others() {
    assert_authorized(&Request::from_query(&format!(
        "&&x&signature={SIGNATURE}&=&expiry={EXPIRY}&ID=no&%zz=1&an_unusually_long_name%20=1&pc={PRODUCT_CODE}&id={ID}&"
    )));
}

#[test]
fn a_missing_field_is_malformed() {
    for (part, field) in [
        (format!("id={ID}"), Field::Id),
        (format!("pc={PRODUCT_CODE}"), Field::ProductCode),
        (format!("expiry={EXPIRY}"), Field::Expiry),
        (format!("signature={SIGNATURE}"), Field::Signature),
    ] {
        assert_malformed(&query().replace(&part, "x=y"), field, Problem::Missing);
    }
    assert_malformed("", Field::Id, Problem::Missing);
}

#[test]
fn an_earlier_bad_field_is_named_before_a_missing_one() {
    assert_malformed("id=%20", Field::Id, Problem::Byte { offset: 0, found: b' ' });
    assert_malformed("pc=&pc=", Field::Id, Problem::Missing);
}

#[test]
fn a_field_given_twice_is_malformed_even_with_equal_values() {
    for (part, field) in [
        (format!("id={ID}"), Field::Id),
        (format!("pc={PRODUCT_CODE}"), Field::ProductCode),
        (format!("expiry={EXPIRY}"), Field::Expiry),
        (format!("signature={SIGNATURE}"), Field::Signature),
    ] {
        assert_malformed(&format!("{}&{part}", query()), field, Problem::Repeated);
        assert_malformed(&format!("{part}&{}&{part}", query()), field, Problem::Repeated);
    }
    assert_malformed(&format!("{}&i%64={ID}", query()), Field::Id, Problem::Repeated);
}

#[test]
fn both_names_of_a_field_are_malformed() {
    let both = |extra: &str| format!("{}&{extra}", query());
    assert_malformed(&both(&format!("cid={ID}")), Field::Id, Problem::BothNames);
    let expiry_time = format!("expiry_time={EXPIRY}");
    assert_malformed(&both(&expiry_time), Field::Expiry, Problem::BothNames);
    assert_malformed(&format!("cid={ID}&{}", query()), Field::Id, Problem::BothNames);
}

#[test]
fn a_name_without_a_value_is_an_empty_value() {
    let request = query().replace(&format!("id={ID}"), "id");
    assert_malformed(&request, Field::Id, Problem::Length { found: 0 });
}

#[test]
fn a_value_runs_to_the_next_ampersand() {
    let request = query().replace(ID, "a=b?c;d");
    assert_eq!(verify(&Request::from_query(&request)), Err(Denied::SignatureMismatch));
    let request = query().replace(ID, "a#b");
    assert_malformed(&request, Field::Id, Problem::Byte { offset: 1, found: b'#' });
}

#[test]
fn the_query_of_a_url_lies_between_its_question_mark_and_its_fragment() {
    for before in ["?", "/feed?", "https://data.example/feed?", "https://data.example?"] {
        assert_authorized(&Request::from_url(&format!("{before}{}", query())));
        assert_authorized(&Request::from_url(&format!("{before}{}#id=x?", query())));
    }
}

#[test]
fn a_url_without_a_query_has_no_fields() {
    for url in ["", "/", "https://data.example/feed", "https://data.example/#?id=1"] {
        let denied = verify(&Request::from_url(url));
        assert_eq!(denied, Err(malformed(Field::Id, Problem::Missing).into()));
    }
}

#[test]
fn real_expiry_texts_verify_from_a_url_unescaped_and_escaped() {
    for expiry in ["2016-04-26T08:17:59.059+0000", "2018-01-25T16:47:42.042+0000"] {
        let pc = "c4b368be86245bf9501baaa6e0b00df9719869fd";
        let signature = util::sign(util::KEY, "S56PSA4W298W", pc, expiry);
        let url = format!(
            "https://data.example/feed?id=S56PSA4W298W&pc={pc}&expiry={expiry}&signature={signature}"
        );
        for url in [url.clone(), url.replace('+', "%2B"), url.replace(':', "%3a")] {
            let authorization = verify(&Request::from_url(&url)).unwrap();
            assert_eq!(authorization.expires_at(), util::at(expiry));
        }
    }
}

#[test]
fn pairs_are_taken_as_they_are() {
    let pairs =
        [("cid", ID), ("pc", PRODUCT_CODE), ("expiry_time", EXPIRY), ("signature", SIGNATURE)];
    assert_authorized(&Request::from_pairs(pairs));
    let escaped = EXPIRY.replace('+', "%2B");
    let denied = verify(&Request::from_pairs(pairs.map(|(name, value)| {
        (name, if name == "expiry_time" { escaped.as_str() } else { value })
    })));
    assert_eq!(denied, Err(malformed(Field::Expiry, Problem::Length { found: 30 }).into()));
}

#[test]
fn pairs_may_be_bytes() {
    let pairs: [(&[u8], &[u8]); 1] = [(b"id", b"\xff")];
    let denied = verify(&Request::from_pairs(pairs));
    assert_eq!(denied, Err(malformed(Field::Id, Problem::Byte { offset: 0, found: 0xff }).into()));
}
