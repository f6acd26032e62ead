//! Every denial as a client sees it: status, headers and body.

mod util;

use std::time::Duration as StdDuration;
use store_auth::chrono::Duration;
use store_auth::{Field, Verifier};
use store_auth_tower::{Fields, StoreAuthLayer, response};
use util::{
    Client, EXPIRY, ID, KEY, PRODUCT_CODE, QUERY, Reply, SIGNATURE, ask, get, get_by_headers, key,
    layer, now,
};

/// One that is compared whole, but for the date.
#[track_caller]
fn assert_denied(reply: &Reply, status: u16, challenge: Option<&str>, members: &str) {
    let title = if status == 401 { "Unauthorized" } else { "Forbidden" };
    let body = format!("{{\"title\":\"{title}\",\"status\":{status},{members}}}");
    let length = body.len().to_string();
    let mut headers = vec![
        ("cache-control", "no-store"),
        ("content-length", &length),
        ("content-type", "application/problem+json"),
    ];
    headers.extend(challenge.map(|challenge| ("www-authenticate", challenge)));
    let mut found: Vec<_> = reply
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, _)| *name != "date")
        .collect();
    found.sort_unstable();
    assert_eq!((reply.status, found, reply.body.as_str()), (status, headers, body.as_str()));
}

#[track_caller]
fn assert_malformed(reply: &Reply, field: &str, detail: &str) {
    let members =
        format!(r#""detail":"malformed {field}: {detail}","reason":"malformed","field":"{field}""#);
    assert_denied(reply, 401, Some("StoreAuth error=\"malformed\""), &members);
}

#[track_caller]
fn assert_missing(reply: &Reply, field: &str, detail: &str) {
    let members =
        format!(r#""detail":"malformed {field}: {detail}","reason":"malformed","field":"{field}""#);
    assert_denied(reply, 401, Some("StoreAuth"), &members);
}

fn query(id: &str, product_code: &str, expiry: &str, signature: &str) -> String {
    format!("/?id={id}&pc={product_code}&expiry={expiry}&signature={signature}")
}

#[tokio::test]
async fn a_request_without_credentials_is_challenged_without_an_error() {
    let detail = "expected the parameter `id` or `cid`, found none";
    assert_missing(&ask(layer(), get("/")).await, "id", detail);
    assert_missing(&ask(layer(), get("/?")).await, "id", detail);
    assert_missing(&ask(layer(), get("/?other=1")).await, "id", detail);
}

#[tokio::test]
async fn the_first_missing_field_is_named() {
    let target = format!("/?id={ID}");
    let detail = "expected the parameter `pc`, found none";
    assert_missing(&ask(layer(), get(&target)).await, "pc", detail);
    let target = format!("{target}&pc={PRODUCT_CODE}");
    let detail = "expected the parameter `expiry` or `expiry_time`, found none";
    assert_missing(&ask(layer(), get(&target)).await, "expiry", detail);
    let target = format!("{target}&expiry={EXPIRY}");
    let detail = "expected the parameter `signature`, found none";
    assert_missing(&ask(layer(), get(&target)).await, "signature", detail);
}

#[tokio::test]
async fn missing_headers_are_asked_for_by_their_names() {
    let detail = "expected the header `store-id` or `store-cid`, found none";
    assert_missing(&ask(layer().fields(Fields::headers()), get("/")).await, "id", detail);
}

#[tokio::test]
async fn renamed_parameters_are_asked_for_by_their_names() {
    let fields = Fields::query().named(Field::Id, ["display"]).unwrap();
    let detail = "expected the parameter `display`, found none";
    assert_missing(&ask(layer().fields(fields), get(&format!("/?{QUERY}"))).await, "id", detail);
}

#[tokio::test]
async fn malformed_fields_say_what_was_expected() {
    let mut client = Client::connect(util::start(layer()).await).await;
    let reply = client.get(&query("", PRODUCT_CODE, EXPIRY, SIGNATURE)).await;
    assert_malformed(&reply, "id", "expected 1 to 64 bytes, found 0");
    let reply = client.get(&query(ID, "a%23b", EXPIRY, SIGNATURE)).await;
    assert_malformed(&reply, "pc", "expected visible ASCII other than '#', found '#' at offset 1");
    let reply = client.get(&query(ID, PRODUCT_CODE, "tomorrow", SIGNATURE)).await;
    assert_malformed(&reply, "expiry", "expected 24 or 28 bytes, found 8");
    let reply = client.get(&query(ID, PRODUCT_CODE, EXPIRY, &SIGNATURE.to_uppercase())).await;
    let detail = "expected a lowercase hexadecimal digit, found 'B' at offset 2";
    assert_malformed(&reply, "signature", detail);
    let reply = client.get(&query("a%2", PRODUCT_CODE, EXPIRY, SIGNATURE)).await;
    let detail = "expected two hexadecimal digits behind the '%' at offset 1";
    assert_malformed(&reply, "id", detail);
}

#[tokio::test]
async fn a_quote_that_was_sent_does_not_end_the_string_that_tells_of_it() {
    let reply = ask(layer(), get(&query(ID, PRODUCT_CODE, EXPIRY, &"%22".repeat(40)))).await;
    let detail = r#"expected a lowercase hexadecimal digit, found '\"' at offset 0"#;
    assert_malformed(&reply, "signature", detail);
}

#[tokio::test]
async fn repeated_fields_are_malformed() {
    let mut client = Client::connect(util::start(layer()).await).await;
    for (field, sent) in
        [("id", ID), ("pc", PRODUCT_CODE), ("expiry", EXPIRY), ("signature", SIGNATURE)]
    {
        // Once more as it is, and with its first letter escaped.
        for again in [field.to_owned(), format!("%{:x}{}", field.as_bytes()[0], &field[1..])] {
            let reply = client.get(&format!("/?{QUERY}&{again}={sent}")).await;
            assert_malformed(&reply, field, "expected once, found more than once");
        }
    }
}

#[tokio::test]
async fn both_names_of_a_field_are_malformed() {
    let mut client = Client::connect(util::start(layer()).await).await;
    let reply = client.get(&format!("/?{QUERY}&cid={ID}")).await;
    assert_malformed(&reply, "id", "expected one parameter `id` or `cid`, found more than one");
    let reply = client.get(&format!("/?{QUERY}&expiry_time={EXPIRY}")).await;
    let detail = "expected one parameter `expiry` or `expiry_time`, found more than one";
    assert_malformed(&reply, "expiry", detail);
}

#[tokio::test]
async fn repeated_headers_and_both_names_of_one_are_malformed() {
    let layer = layer().fields(Fields::headers());
    let mut client = Client::connect(util::start(layer).await).await;
    let mut request = get_by_headers("/");
    request.headers_mut().append("Store-Signature", SIGNATURE.parse().unwrap());
    let reply = client.send(request).await;
    assert_malformed(&reply, "signature", "expected once, found more than once");
    let mut request = get_by_headers("/");
    request.headers_mut().append("Store-Cid", ID.parse().unwrap());
    let detail = "expected one header `store-id` or `store-cid`, found more than one";
    assert_malformed(&client.send(request).await, "id", detail);
}

#[tokio::test]
async fn an_expired_authorization() {
    let layer = layer().clock(|| now() + Duration::hours(1));
    let detail = "expired at 2016-04-26T08:17:59.000Z, now is 2016-04-26T09:00:00.000Z";
    let members = format!(r#""detail":"{detail}","reason":"expired""#);
    let reply = ask(layer, get(&format!("/?{QUERY}"))).await;
    assert_denied(&reply, 401, Some("StoreAuth error=\"expired\""), &members);
}

#[tokio::test]
async fn the_system_clock_is_asked_unless_there_is_another() {
    let layer = StoreAuthLayer::new(Verifier::new(key(KEY)));
    let reply = ask(layer, get(&format!("/?{QUERY}"))).await;
    assert!(reply.body.contains(r#""reason":"expired""#), "{reply:?}");
}

#[tokio::test]
async fn a_signature_of_other_fields() {
    let reply = ask(layer(), get(&query("XU4XHT8XQDWL", PRODUCT_CODE, EXPIRY, SIGNATURE))).await;
    let detail =
        "signature does not match: no accepted server key makes it for this id, pc and expiry";
    let members = format!(r#""detail":"{detail}","reason":"signature-mismatch""#);
    assert_denied(&reply, 401, Some("StoreAuth error=\"signature-mismatch\""), &members);
}

#[tokio::test]
async fn a_product_that_is_not_served_is_forbidden() {
    let verifier = Verifier::new(key(KEY)).products(["another"]).unwrap();
    let layer = StoreAuthLayer::new(verifier).clock(now);
    let detail = "product code is not among those served here";
    let members = format!(r#""detail":"{detail}","reason":"product-not-allowed""#);
    assert_denied(&ask(layer, get(&format!("/?{QUERY}"))).await, 403, None, &members);
}

#[tokio::test]
async fn a_lifetime_that_is_too_long_is_forbidden() {
    let verifier = Verifier::new(key(KEY)).max_lifetime(StdDuration::from_secs(60));
    let layer = StoreAuthLayer::new(verifier).clock(now);
    let detail = "lifetime is too long: expected at most 60 s from 2016-04-26T08:00:00.000Z, \
                  expires at 2016-04-26T08:17:59.000Z";
    let members = format!(r#""detail":"{detail}","reason":"lifetime-too-long""#);
    assert_denied(&ask(layer, get(&format!("/?{QUERY}"))).await, 403, None, &members);
}

#[tokio::test]
async fn a_function_can_answer_instead() {
    let layer = layer().on_denied(|denied, head, _| {
        let wants = head.headers.get("accept").map_or("", |value| value.to_str().unwrap());
        let mut response = http::Response::new(format!("{} as {wants}", denied.code()).into());
        *response.status_mut() = http::StatusCode::IM_A_TEAPOT;
        response
    });
    let mut request = get("/");
    request.headers_mut().insert("accept", "text/html".parse().unwrap());
    let reply = ask(layer, request).await;
    assert_eq!((reply.status, reply.body.as_str()), (418, "malformed as text/html"));
}

#[tokio::test]
async fn a_function_can_change_a_part_of_the_answer() {
    let fields = Fields::headers().named(Field::Id, ["X-Display"]).unwrap();
    let layer = layer().fields(fields).on_denied(|denied, _, fields| {
        let mut response = response(denied, fields);
        response.headers_mut().insert("x-more", "1".parse().unwrap());
        response
    });
    let mut reply = ask(layer, get("/")).await;
    assert_eq!(reply.headers.remove("x-more").unwrap(), "1");
    assert_missing(&reply, "id", "expected the header `x-display`, found none");
}

#[tokio::test]
async fn an_answer_without_a_body_has_the_same_status_and_challenge() {
    let mut client = Client::connect(util::start(layer().without_body()).await).await;
    let tampered = query("XU4XHT8XQDWL", PRODUCT_CODE, EXPIRY, SIGNATURE);
    let mismatch = Some("StoreAuth error=\"signature-mismatch\"");
    for (target, challenge) in [("/", Some("StoreAuth")), (&tampered, mismatch)] {
        assert_without_body(&client.get(target).await, 401, challenge);
    }
    let verifier = Verifier::new(key(KEY)).products(["another"]).unwrap();
    let layer = StoreAuthLayer::new(verifier).clock(now).without_body();
    assert_without_body(&ask(layer, get(&format!("/?{QUERY}"))).await, 403, None);
}

#[track_caller]
fn assert_without_body(reply: &Reply, status: u16, challenge: Option<&str>) {
    let header = |name| reply.headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!((reply.status, reply.body.as_str()), (status, ""));
    assert_eq!(header("www-authenticate"), challenge);
    assert_eq!(header("cache-control"), Some("no-store"));
    assert_eq!(header("content-type"), None);
}
