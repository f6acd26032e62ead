//! What is left of headers that have the fields a second time.

mod util;

use http::{HeaderMap, HeaderName, HeaderValue, Uri, header::COOKIE, header::REFERER};
use proptest::prelude::*;
use store_auth::Field;
use store_auth_tower::Fields;
use util::{EXPIRY, ID, PRODUCT_CODE, QUERY, SIGNATURE, ask, get, get_by_headers, layer};

/// A signature of another request: that of the page, say.
const OTHER_SIGNATURE: &str = "8cb2237d0679ca88db6464eac60da96345513964";

/// What browsers and proxies put a URL into.
const HOLD_A_URL: [&str; 11] = [
    "referer",
    "ping-from",
    "x-original-uri",
    "x-original-url",
    "x-ms-original-url",
    "x-waws-unencoded-url",
    "x-rewrite-url",
    "x-forwarded-uri",
    "x-forwarded-path",
    "x-envoy-original-path",
    "x-auth-request-redirect",
];

/// What is left of a header of a request with [`QUERY`].
fn left_by(fields: &Fields, target: &str, name: &str, value: &[u8]) -> Option<String> {
    let mut uri = target.parse::<Uri>().unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(HeaderName::try_from(name).unwrap(), HeaderValue::from_bytes(value).unwrap());
    fields.strip(&mut uri, &mut headers);
    headers.get(name).map(|value| value.as_bytes().escape_ascii().to_string())
}

fn left(name: &str, value: &str) -> Option<String> {
    left_by(&Fields::query(), &format!("/feed?{QUERY}"), name, value.as_bytes())
}

#[track_caller]
fn assert_left(name: &str, value: &str, expected: &str) {
    assert_eq!(left(name, value).as_deref(), Some(expected), "{name}: {value}");
}

#[test]
fn every_header_that_holds_a_url_keeps_the_rest_of_it() {
    for name in HOLD_A_URL {
        let other = QUERY.replace(SIGNATURE, OTHER_SIGNATURE);
        for query in [QUERY, &other] {
            assert_left(name, &format!("/a%2Fb?z=%2f&{query}&a=1+2"), "/a%2Fb?z=%2f&a=1+2");
            assert_left(name, &format!("https://data.example/?{query}"), "https://data.example/");
        }
    }
}

#[test]
fn a_url_without_fields_stays_as_it_is() {
    let commit = "/blob/a9993e364706816aba3e25717850c26c9cd0d89d?at=a9993e364706816aba3e25717850c26c9cd0d89d";
    for value in ["", "/", "/?", "/?a=1&&b", "https://data.example/signature=1", commit] {
        assert_left("referer", value, value);
    }
}

#[test]
fn a_url_within_a_url_goes_with_its_parameter_where_it_has_a_signature() {
    let inner = format!("/feed?id={ID}&signature={OTHER_SIGNATURE}");
    let once = inner.replace('?', "%3F").replace('=', "%3D").replace('&', "%26");
    let twice = once.replace('%', "%25");
    for next in [&once, &twice, "/feed?signature=x", "%2F%3F%73ignature=x"] {
        assert_left("referer", &format!("/login?a=1&next={next}"), "/login?a=1");
    }
    // Not escaped, its signature is one of the outer URL.
    assert_left("referer", &format!("/login?next={inner}"), &format!("/login?next=/feed?id={ID}"));
    assert_left("referer", "/login?next=%2Ffeed%3Fa%3D1", "/login?next=%2Ffeed%3Fa%3D1");
    assert_left("referer", "/?next=%2Fdesignature%3Da", "/?next=%2Fdesignature%3Da");
}

#[test]
fn the_signature_of_the_request_is_masked_in_any_header() {
    let cookie = format!("last=/feed?{QUERY}; session=1");
    assert_left("cookie", &cookie, &cookie.replace(SIGNATURE, "[signature]"));
    assert_left("x-a", &format!("{SIGNATURE}{SIGNATURE}"), "[signature][signature]");
    // Where it can't be masked.
    let escaped = SIGNATURE.replace('6', "%36");
    assert_eq!(left("cookie", &format!("a={escaped}")), None);
    assert_eq!(left("cookie", &format!("a={}", escaped.replace('%', "%25"))), None);
}

#[test]
fn other_headers_stay_byte_for_byte() {
    for value in [OTHER_SIGNATURE, PRODUCT_CODE, ID, EXPIRY, "/?signature=1&id=2", "%zz%", "a%20b"]
    {
        assert_left("x-a", value, value);
    }
    let bytes = left_by(&Fields::query(), &format!("/feed?{QUERY}"), "x-a", b"\xff?signature=1");
    assert_eq!(bytes.as_deref(), Some(r"\xff?signature=1"));
}

#[test]
fn what_is_no_signature_masks_nothing() {
    for signature in ["", "a", "1234"] {
        let target = format!("/feed?id={ID}&signature={signature}");
        let left = left_by(&Fields::query(), &target, "x-a", b"a 1234");
        assert_eq!(left.as_deref(), Some("a 1234"));
    }
}

#[test]
fn a_url_that_is_no_text_is_dropped() {
    assert_eq!(left_by(&Fields::query(), "/", "referer", b"/?a=\xff&signature=1"), None);
}

#[test]
fn fields_in_headers_leave_no_copies_either() {
    let (mut head, ()) = get_by_headers("/feed?id=1").map(drop).into_parts();
    let page = format!("/?{QUERY}&a=1");
    head.headers.insert(REFERER, page.parse().unwrap());
    head.headers.insert(COOKIE, format!("a={SIGNATURE}").parse().unwrap());
    Fields::headers().strip(&mut head.uri, &mut head.headers);
    assert_eq!(head.uri, "/feed?id=1");
    assert_eq!(head.headers[REFERER], "/?a=1");
    assert_eq!(head.headers[COOKIE], "a=[signature]");
    assert_eq!(head.headers.len(), 2);
}

#[test]
fn renamed_parameters_are_taken_out_of_copies_by_their_names() {
    let fields = Fields::query().named(Field::Signature, ["sig"]).unwrap();
    let target = format!("/?id={ID}&sig={SIGNATURE}");
    let value = format!("/?a=1&sig={OTHER_SIGNATURE}&next=%2F%3Fsig%3D1&signature=1");
    let left = left_by(&fields, &target, "referer", value.as_bytes());
    assert_eq!(left.as_deref(), Some("/?a=1&signature=1"));
}

#[tokio::test]
async fn the_inner_service_sees_no_copies() {
    let mut request = get(&format!("/feed?{QUERY}"));
    for name in ["referer", "x-forwarded-uri"] {
        request.headers_mut().insert(name, format!("/page?a=1&{QUERY}").parse().unwrap());
    }
    let reply = ask(layer().strip(), request).await;
    assert!(reply.body.contains("referer: /page?a=1\n"), "{reply:?}");
    assert!(reply.body.ends_with("x-forwarded-uri: /page?a=1"), "{reply:?}");
}

proptest! {
    /// However often it is escaped and wherever it stands.
    #[test]
    fn no_header_has_the_signature_of_the_request(
        name in proptest::sample::select(vec!["referer", "x-original-uri", "cookie", "x-a", "x-b"]),
        before in "[a-z0-9%?&=;/ ]{0,12}",
        behind in "[a-z0-9%?&=;/ ]{0,12}",
        escaped in proptest::collection::vec(any::<bool>(), 40),
        rounds in 0..4_usize,
    ) {
        let digit = |(digit, escape): (u8, bool)| {
            if escape { format!("%{digit:02x}") } else { char::from(digit).to_string() }
        };
        let mut signature: String = SIGNATURE.bytes().zip(escaped).map(digit).collect();
        for _ in 0..rounds {
            signature = signature.replace('%', "%25");
        }
        let mut left = left(name, &format!("{before}{signature}{behind}")).unwrap_or_default();
        for _ in 0..6 {
            prop_assert!(!left.contains(SIGNATURE), "{}", left);
            left = percent_encoding::percent_decode_str(&left).decode_utf8_lossy().into_owned();
        }
    }
}
