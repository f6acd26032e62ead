//! What the inner service still sees of a request whose fields are stripped.

mod util;

use bytes::Bytes;
use http::{HeaderMap, Request, Uri, request::Parts};
use http_body_util::Empty;
use proptest::prelude::*;
use std::sync::{Arc, Mutex};
use store_auth::{Field, Verifier};
use store_auth_tower::{Fields, response};
use tower::{Layer, ServiceExt};
use util::{
    AUTHORIZED, KEY, PRODUCT_CODE, QUERY, SIGNATURE, ask, get, get_by_headers, key, layer, now,
};

#[track_caller]
fn assert_stripped(fields: &Fields, uri: &str, expected: &str) {
    let mut stripped = uri.parse::<Uri>().unwrap();
    let before = stripped.clone();
    let found = fields.strip(&mut stripped, &mut HeaderMap::new());
    assert_eq!(stripped.to_string(), expected, "{uri}");
    assert_eq!(found, stripped != before, "{uri}");
}

#[test]
fn other_parameters_stay_byte_for_byte_and_in_order() {
    let fields = Fields::query();
    assert_stripped(&fields, &format!("/a%2Fb?z=%2f&{QUERY}&a=1+2&z"), "/a%2Fb?z=%2f&a=1+2&z");
    assert_stripped(&fields, &format!("/?&&{QUERY}&=&?"), "/?&&=&?");
    assert_stripped(&fields, "/?ids=1&Id=2&id=3&xid=4", "/?ids=1&Id=2&xid=4");
}

#[test]
fn no_question_mark_stays_where_nothing_stays() {
    let fields = Fields::query();
    assert_stripped(&fields, &format!("/feed?{QUERY}"), "/feed");
    assert_stripped(
        &fields,
        &format!("https://data.example/feed?{QUERY}"),
        "https://data.example/feed",
    );
    assert_stripped(&fields, &format!("https://data.example?{QUERY}"), "https://data.example/");
}

#[test]
fn what_has_no_fields_stays_as_it_is() {
    for uri in ["/", "/?", "/feed?a=1&b", "*", "data.example:443", "https://data.example?a"] {
        let stripped = uri.parse::<Uri>().unwrap().to_string();
        assert_stripped(&Fields::query(), uri, &stripped);
        assert_stripped(&Fields::headers(), uri, &stripped);
    }
}

#[test]
fn every_name_in_every_spelling_that_the_verifier_takes_is_stripped() {
    let target =
        "/?%69d=1&i%64=1&cid=1&pc&%70%63=&expiry=1&expiry_time=1&expiry%5Ftime=1&signatur%65=1";
    assert_stripped(&Fields::query(), target, "/");
}

#[test]
fn renamed_parameters_are_stripped_and_the_scheme_s_own_names_stay() {
    let fields = Fields::query().named(Field::Signature, ["sig"]).unwrap();
    assert_stripped(&fields, "/?id=1&sig=2&signature=3&s%69g=4", "/?signature=3");
}

#[test]
fn headers_are_stripped_with_all_their_values_and_the_uri_stays() {
    let mut request = get_by_headers("/?id=1");
    request.headers_mut().append("store-id", "again".parse().unwrap());
    request.headers_mut().append("store-cid", "again".parse().unwrap());
    request.headers_mut().append("store-front", "stays".parse().unwrap());
    let (mut head, _) = request.into_parts();
    Fields::headers().strip(&mut head.uri, &mut head.headers);
    assert_eq!(head.uri, "/?id=1");
    let names: Vec<_> = head.headers.keys().map(http::HeaderName::as_str).collect();
    assert_eq!(names, ["store-front"]);
}

proptest! {
    /// Against a model that knows which parts are fields, because it chose them.
    #[test]
    fn what_is_stripped_is_what_the_verifier_reads(
        parts in proptest::collection::vec((any::<bool>(), 0..8_usize, "[a-z0-9%+=?/]{0,6}"), 0..12),
    ) {
        const OURS: [&str; 8] =
            ["id", "cid", "pc", "expiry", "expiry_time", "signature", "%69d", "%63%69%64"];
        const OTHERS: [&str; 8] = ["", "ID", "i%6", "x", "pc2", "%70c%20", "signature.", "id%00"];
        let part = |(ours, which, value): &(bool, usize, String)| {
            format!("{}={value}", if *ours { OURS } else { OTHERS }[*which])
        };
        let joined = |parts: Vec<String>| match parts.join("&") {
            query if parts.is_empty() || query.is_empty() => "/".to_owned(),
            query => format!("/?{query}"),
        };
        let uri = joined(parts.iter().map(part).collect());
        let expected = joined(parts.iter().filter(|(ours, ..)| !ours).map(part).collect());
        let mut stripped = uri.parse::<Uri>().unwrap();
        Fields::query().strip(&mut stripped, &mut HeaderMap::new());
        prop_assert_eq!(stripped.to_string(), expected);

        // The verifier finds nothing in what is left.
        let verifier = Verifier::new(key(KEY));
        let verdict =
            Fields::query().verify_at(&verifier, stripped.query(), &HeaderMap::new(), now());
        prop_assert_eq!(
            verdict.unwrap_err().to_string(),
            "malformed id: expected `id` or `cid`, found neither"
        );
    }
}

#[tokio::test]
async fn the_inner_service_sees_the_authorization_and_no_fields() {
    let reply = ask(layer().strip(), get(&format!("/feed?a=1&{QUERY}&b=2"))).await;
    assert_eq!(reply.body, format!("uri /feed?a=1&b=2\n{AUTHORIZED}"));
}

#[tokio::test]
async fn the_inner_service_sees_no_headers_of_the_fields() {
    let layer = layer().fields(Fields::headers()).strip();
    let mut request = get_by_headers("/feed?id=1");
    request.headers_mut().insert("x-other", "1".parse().unwrap());
    let reply = ask(layer, request).await;
    assert_eq!(reply.body, format!("uri /feed?id=1\n{AUTHORIZED}\nx-other: 1"));
}

#[tokio::test]
async fn a_preflight_that_is_passed_is_stripped_too() {
    let mut request = get(&format!("/feed?a=1&{QUERY}"));
    *request.method_mut() = http::Method::OPTIONS;
    request.headers_mut().insert("origin", "https://app.example".parse().unwrap());
    request.headers_mut().insert("access-control-request-method", "GET".parse().unwrap());
    let reply = ask(layer().strip().pass_preflight(), request).await;
    assert!(reply.body.starts_with("uri /feed?a=1\n"), "{reply:?}");
    assert!(!reply.body.contains(PRODUCT_CODE) && !reply.body.contains(SIGNATURE), "{reply:?}");
}

/// What the functions of a layer see of the URI and of the headers: of a verdict, and of a denial.
async fn seen(fields: Fields, request: Request<Empty<Bytes>>) -> Vec<String> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let see = |seen: Arc<Mutex<Vec<String>>>| {
        move |head: &Parts| seen.lock().unwrap().push(format!("{} {:?}", head.uri, head.headers))
    };
    let (of_verdict, of_denial) = (see(Arc::clone(&seen)), see(Arc::clone(&seen)));
    let layer =
        layer().fields(fields).strip().on_verdict(move |_, head| of_verdict(head)).on_denied(
            move |denied, head, fields| {
                of_denial(head);
                response(denied, fields)
            },
        );
    layer.layer(util::Echo).oneshot(request).await.unwrap();
    std::mem::take(&mut *seen.lock().unwrap())
}

#[tokio::test]
async fn those_who_are_told_of_a_verdict_see_no_fields() {
    let seen_of_uri = seen(Fields::query(), get(&format!("/feed?a=1&{QUERY}"))).await;
    assert_eq!(seen_of_uri, ["/feed?a=1 {}"]);
    let seen_of_headers = seen(Fields::headers(), get_by_headers("/feed")).await;
    assert_eq!(seen_of_headers, ["/feed {}"]);
}

#[tokio::test]
async fn whoever_answers_a_denial_sees_no_fields() {
    let tampered = QUERY.replace("id=X", "id=Y");
    let seen_of_uri = seen(Fields::query(), get(&format!("/feed?a=1&{tampered}"))).await;
    assert_eq!(seen_of_uri, ["/feed?a=1 {}"; 2]);
    let mut request = get_by_headers("/feed");
    request.headers_mut().remove("store-pc");
    assert_eq!(seen(Fields::headers(), request).await, ["/feed {}"; 2]);
}
