//! Who gets in, and until when.

use crate::{
    browser::Browser,
    engine, log,
    server::{NOW, Server},
};
use serde_json::json;

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn nobody_sees_a_page_without_signing_in_and_then_he_comes_to_it() {
    let server = Server::start().await;
    let browser = Browser::new(&server);
    let answer = browser.get("/console/products?after=1").await.expect(303);
    assert_eq!(
        answer.header("location"),
        Some("/console/sign-in?to=%2Fconsole%2Fproducts%3Fafter%3D1")
    );
    let page = browser.get("/console/sign-in?to=%2Fconsole%2Fproducts").await.expect(200);
    assert!(page.body.contains(r#"name="to" value="/console/products""#), "{}", page.body);
    let fields = [("token", server.token.as_str()), ("to", "/console/products")];
    let answer = browser.post("/console/sign-in", &fields).send().await.expect(303);
    assert_eq!(answer.header("location"), Some("/console/products"));
}

#[tokio::test]
async fn the_way_to_the_console_is_at_the_root() {
    let server = Server::start().await;
    let answer = Browser::new(&server).get("/").await.expect(303);
    assert_eq!(answer.header("location"), Some("/console"));
}

#[tokio::test]
async fn the_cookie_is_for_the_console_alone_and_no_script_reads_it() {
    let server = Server::start().await;
    let answer = Browser::new(&server).sign_in(&server.token).await.expect(303);
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("storeauth="), "{cookie}");
    assert!(cookie.ends_with("; Path=/console; HttpOnly; SameSite=Strict"), "{cookie}");
}

#[tokio::test]
async fn over_tls_the_cookie_is_of_this_host_and_for_tls_alone() {
    let server = Server::start().await;
    let browser = Browser::new(&server);
    let call = browser.post("/console/sign-in", &[("token", &server.token)]);
    let origin = format!("https://{}", server.address());
    let answer = call.header("origin", &origin).send().await.expect(303);
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    assert!(cookie.starts_with("__Host-storeauth="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"), "{cookie}");
    let value = cookie.split(['=', ';']).nth(1).unwrap();
    let with =
        |name: &str| browser.call("GET", "/console").header("cookie", &format!("{name}={value}"));
    with("__Host-storeauth").send().await.expect(200);
    with("storeauth").send().await.expect(303);
}

#[tokio::test]
async fn a_token_is_in_no_page_url_or_log_and_not_in_the_cookie() {
    let server = Server::start().await;
    let browser = Browser::new(&server);
    let answer = browser.sign_in(&server.token).await.expect(303);
    let page = browser.get("/console").await.expect(200);
    let wrong = browser.sign_in("sat_wrong_and_secret").await.expect(403);
    let all = format!("{:?}{:?}{}{}", answer.headers, page.headers, page.body, log::taken());
    assert!(!all.contains(&server.token) && !all.contains(&server.token[4..]));
    assert!(!format!("{}{}", wrong.body, log::taken()).contains("wrong_and_secret"));
}

#[tokio::test]
async fn a_wrong_token_is_told_of_beside_the_field() {
    let server = Server::start().await;
    let answer = Browser::new(&server).sign_in("sat_0").await.expect(403);
    assert!(
        answer.body.contains("This token is not one of this Store&#39;s.")
            || answer.body.contains("This token is not one of this Store's."),
        "{}",
        answer.body
    );
    assert_eq!(answer.header("set-cookie"), None);
}

#[tokio::test]
async fn whoever_tries_too_often_has_to_wait() {
    let server = Server::start().await;
    let browser = Browser::new(&server);
    for _ in 0..10 {
        browser.sign_in("sat_0").await.expect(403);
    }
    let answer = browser.sign_in(&server.token).await.expect(429);
    assert_eq!(answer.header("retry-after"), Some("60"));
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    server.set_clock(NOW + 29 * MINUTE);
    browser.get("/console").await.expect(200);
    server.set_clock(NOW + 59 * MINUTE);
    browser.get("/console").await.expect(303);
}

#[tokio::test]
async fn a_session_ends_after_ten_hours_however_much_it_is_used() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    for minute in (0..600).step_by(20) {
        server.set_clock(NOW + minute * MINUTE);
        browser.get("/console").await.expect(200);
    }
    server.set_clock(NOW + 600 * MINUTE);
    browser.get("/console").await.expect(303);
}

#[tokio::test]
async fn a_session_ends_with_the_process() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    browser.get("/console").await.expect(200);
    let was = browser.cookie();
    server.store.close().await;
    let place = engine::place(&server.folder().join("store.db")).await;
    let server = server.again(place).await;
    let call = Browser::new(&server).call("GET", "/console");
    call.header("cookie", &was).send().await.expect(303);
    Browser::of_admin(&server).await.get("/console").await.expect(200);
}

#[tokio::test]
async fn each_session_has_256_bits_of_its_own() {
    let server = Server::start().await;
    let mut cookies = Vec::new();
    for _ in 0..3 {
        let cookie = Browser::of_admin(&server).await.cookie();
        let bits = cookie.strip_prefix("storeauth=").unwrap();
        assert!(bits.len() == 64 && bits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{cookie}");
        assert!(!cookies.contains(&cookie));
        cookies.push(cookie);
    }
}

#[tokio::test]
async fn a_cookie_that_is_made_up_or_was_of_a_session_opens_nothing() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    let was = browser.cookie();
    browser.fill("/console", "/console/sign-out", &[]).await.expect(303);
    for cookie in [&was, "storeauth=", "storeauth=0", &format!("storeauth={}", server.token)] {
        let call = browser.call("GET", "/console/products").header("cookie", cookie);
        let answer = call.send().await.expect(303);
        assert!(answer.header("location").unwrap().starts_with("/console/sign-in?"), "{cookie}");
    }
}

#[tokio::test]
async fn a_session_ends_by_signing_out() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    let answer = browser.fill("/console", "/console/sign-out", &[]).await.expect(303);
    assert!(answer.header("set-cookie").unwrap().contains("; Max-Age=0"));
    browser.get("/console").await.expect(303);
}

#[tokio::test]
async fn a_session_ends_when_its_token_is_revoked() {
    let server = Server::start().await;
    let token = server.token("ann", &["read"]).await;
    let browser = Browser::signed_in(&server, &token).await;
    browser.get("/console/products").await.expect(200);
    server.delete("/tokens/ann").await.expect(204);
    let answer = browser.get("/console/products").await.expect(303);
    assert!(answer.header("location").unwrap().ends_with("&why=ended"));
    Browser::new(&server).sign_in(&token).await.expect(403);
}

#[tokio::test]
async fn a_session_ends_when_its_token_expires() {
    let server = Server::start().await;
    let expires = "2027-01-15T08:01:00Z";
    let given = json!({"name": "ann", "scopes": ["admin"], "expires": expires});
    let made = server.post("/tokens", given).await.expect(201).json();
    let browser = Browser::signed_in(&server, made["token"].as_str().unwrap()).await;
    let form =
        browser.filled("/console/products/new", "/console/products/new", &[("name", "A")]).await;
    server.set_clock(NOW + MINUTE);
    form.send().await.expect(303);
    assert!(server.get("/products").await.expect(200).items("name").is_empty());
    browser.get("/console").await.expect(303);
}

#[tokio::test]
async fn what_a_token_may_do_changes_for_those_who_are_signed_in() {
    let server = Server::start().await;
    let token = server.token("ann", &["admin"]).await;
    let browser = Browser::signed_in(&server, &token).await;
    browser.get("/console/tokens").await.expect(200);
    server.put("/tokens/ann", json!({"scopes": ["read"]})).await.expect(200);
    browser.get("/console/tokens").await.expect(403);
}
