//! What every answer is like, whatever is in it.

use crate::shop::{COMPANY, DISPLAY, FREE, SOLD, Shop, TRIED, UNSOLD, denial};
use flate2::read::GzDecoder;
use std::io::Read;
use store_auth_store::public::no_request;

const EXPIRY: &str = "2027-01-16T08:00:00.000+0000";

fn authorization() -> String {
    format!(
        r#"{{"authorized":true,"expiry":"{EXPIRY}","expiry_time":"{EXPIRY}","signatures":null,"error":null}}"#
    )
}

fn every_endpoint() -> [String; 4] {
    [
        format!("/v1/widget/auth?id={DISPLAY}&pc={FREE}"),
        format!("/v1/company/{COMPANY}/product/status?pc={SOLD}"),
        format!("/v1/product/{SOLD}/status?displayIds={DISPLAY}"),
        format!("/v1/product/{UNSOLD}/company/{COMPANY}/trial/start?"),
    ]
}

fn every_body() -> [String; 4] {
    [
        authorization(),
        format!(r#"[{{"pc":"{SOLD}","status":"Subscribed","expiry":null,"trialPeriod":0}}]"#),
        format!(
            r#"[{{"pc":"{SOLD}","displayId":"{DISPLAY}","status":"Subscribed","expiry":null,"trialPeriod":0}}]"#
        ),
        r#"{"error":"Trial is not available."}"#.to_owned(),
    ]
}

#[tokio::test]
async fn each_endpoint_answers_json_on_one_line() {
    let shop = Shop::open().await;
    for (target, body) in every_endpoint().iter().zip(every_body()) {
        let answer = shop.get(target).await;
        answer.assert_is(200, &body);
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn each_endpoint_calls_a_callback() {
    let shop = Shop::open().await;
    for (target, body) in every_endpoint().iter().zip(every_body()) {
        let answer = shop.get(&format!("{target}&callback=angular.callbacks._0")).await;
        answer.assert_is(200, &format!("angular.callbacks._0({body});"));
        assert_eq!(answer.header("content-type"), Some("application/javascript"));
    }
}

#[tokio::test]
async fn each_endpoint_answers_under_a_doubled_slash_and_redirects_nothing() {
    let shop = Shop::open().await;
    for (target, body) in every_endpoint().iter().zip(every_body()) {
        shop.get(&format!("/{target}")).await.assert_is(200, &body);
    }
}

#[tokio::test]
async fn each_endpoint_refuses_a_callback_that_is_no_name_before_all_else_and_never_repeats_it() {
    let shop = Shop::open().await;
    let too_long = "x".repeat(129);
    for target in every_endpoint() {
        for callback in ["%3Cb%3E", "a..b", "1a", "a%28b%29", "%ff", "f&callback=f", &too_long] {
            let answer = shop.get(&format!("{target}&id=&callback={callback}")).await;
            answer.assert_is(400, &denial("Callback is not valid."));
            assert_eq!(answer.header("content-type"), Some("application/json"));
        }
    }
}

#[tokio::test]
async fn every_answer_may_be_read_by_any_page_and_is_kept_by_no_cache() {
    let shop = Shop::open().await;
    let auth = &every_endpoint()[0];
    for (method, target, status) in [
        ("GET", auth.as_str(), 200),
        ("GET", &format!("{auth}&callback=f"), 200),
        ("GET", "/v1/widget/auth", 200),
        ("GET", &format!("{auth}&callback=-"), 400),
        ("GET", "/v1/other", 404),
        ("POST", auth, 405),
        ("OPTIONS", auth, 200),
        ("HEAD", auth, 200),
    ] {
        let answer = shop.ask(method, target, &[]).await;
        assert_eq!(answer.status, status, "{method} {target}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("location"), None);
        assert_eq!(answer.bytes.is_empty(), method == "HEAD", "{method} {target}");
    }
}

#[tokio::test]
async fn there_is_nothing_under_another_path() {
    let shop = Shop::open().await;
    for path in ["/", "/v1", "/v2/widget/auth", "/v1/widget/auth/", "///v1/widget/auth", "*"] {
        let method = if path == "*" { "OPTIONS" } else { "GET" };
        shop.ask(method, path, &[]).await.assert_is(404, &denial("Path not found."));
    }
}

#[tokio::test]
async fn what_is_no_request_is_answered_and_counted_as_a_denial() {
    let shop = Shop::open().await;
    let (headers, body) = no_request(&shop.metrics);
    assert_eq!(body, denial("Request is not valid."));
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("cache-control", "no-store"),
        ("content-type", "application/json"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(headers[name], value);
    }
    let denials = r#"denials_total{reason="bad-request"}"#;
    let calls = r#"calls_total{endpoint="none",outcome="denied"}"#;
    for metric in [denials, calls] {
        assert_eq!(shop.metric(metric).as_deref(), Some("1"), "{metric}");
    }
}

#[tokio::test]
async fn another_method_is_refused_with_those_that_are_not() {
    let shop = Shop::open().await;
    for target in every_endpoint() {
        for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
            let answer = shop.ask(method, &target, &["content-length: 0"]).await;
            answer.assert_is(405, &denial("Method is not allowed."));
            assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"));
        }
    }
    assert_eq!(shop.usage().await, []);
}

#[tokio::test]
async fn head_says_what_get_would_and_changes_nothing() {
    let shop = Shop::open().await;
    let trial = format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}");
    let start = format!("/v1/product/{TRIED}/company/{COMPANY}/trial/start");
    let version = shop.store.catalogue().version();
    for (target, length) in [
        (every_endpoint()[0].as_str(), authorization().len()),
        (&trial, denial("Subscription is not active.").len()),
        (&start, r#"{"error":""}"#.len()),
    ] {
        let answer = shop.ask("HEAD", target, &[]).await;
        answer.assert_is(200, "");
        assert_eq!(answer.header("content-length"), Some(length.to_string().as_str()));
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
    assert_eq!(shop.usage().await, []);
    assert_eq!(shop.store.catalogue().version(), version);
}

#[tokio::test]
async fn options_say_what_a_page_may_send_and_change_nothing() {
    let shop = Shop::open().await;
    let version = shop.store.catalogue().version();
    let start = format!("/v1/product/{TRIED}/company/{COMPANY}/trial/start");
    for target in every_endpoint().iter().chain([&start]) {
        let asked = ["origin: https://a.example", "access-control-request-method: GET"];
        let answer = shop.ask("OPTIONS", target, &asked).await;
        answer.assert_is(200, r#"{"methods":["GET","HEAD","OPTIONS"]}"#);
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-methods", "GET, HEAD, OPTIONS"),
            ("access-control-allow-headers", "*"),
            ("access-control-max-age", "86400"),
            ("allow", "GET, HEAD, OPTIONS"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
    }
    assert_eq!(shop.usage().await, []);
    assert_eq!(shop.store.catalogue().version(), version);
}

#[tokio::test]
async fn answers_are_compressed_where_that_is_asked_for() {
    let shop = Shop::open().await;
    for (target, body) in every_endpoint().iter().zip(every_body()) {
        let answer = shop.ask("GET", target, &["accept-encoding: gzip, deflate, br"]).await;
        assert_eq!(answer.header("content-encoding"), Some("gzip"));
        let mut read = String::new();
        GzDecoder::new(&*answer.bytes).read_to_string(&mut read).unwrap();
        assert_eq!(read, body);
    }
    let answer = shop.ask("GET", "/v1/other", &["accept-encoding: gzip;q=0, identity"]).await;
    assert_eq!(answer.header("content-encoding"), None);
    answer.assert_is(404, &denial("Path not found."));
}

#[tokio::test]
async fn whatever_is_named_gets_an_answer_of_its_endpoint() {
    let shop = Shop::open().await;
    let long = "x".repeat(30_000);
    let segments = ["", "%", "%ff%00%0a", "..", "a%2Fb", "%E2%80%A8", "'\"{}|", long.as_str()];
    for segment in segments {
        let not_found = format!("/v1/product/{segment}/company/{segment}/trial/start");
        shop.get(&not_found).await.assert_is(200, r#"{"error":"Product not found."}"#);
        let target = format!("/v1/product/{FREE}/company/{segment}/trial/start");
        shop.get(&target).await.assert_is(200, r#"{"error":"Company not found."}"#);
        let target = format!("/v1/company/{segment}/product/status?pc={FREE}");
        let entry = format!(
            r#"[{{"pc":"{FREE}","status":"Company Not Found","expiry":null,"trialPeriod":0}}]"#
        );
        shop.get(&target).await.assert_is(200, &entry);
        assert_eq!(shop.get(&format!("/v1/product/{segment}/status")).await.status, 200);
    }
}
