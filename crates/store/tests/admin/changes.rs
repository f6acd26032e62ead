//! What all changes have: keys by which they are made once, and conditions against lost updates.

use super::server::{NOW, Server, product};
use serde_json::json;

#[tokio::test]
async fn who_asks_again_with_a_key_gets_the_same_answer_and_changes_nothing() {
    let server = Server::start().await;
    let call = server.call("POST", "/products").json(&product()).header("idempotency-key", "a");
    let first = call.clone().send().await.expect(201);
    assert_eq!(first.header("idempotent-replayed"), None);
    let again = call.send().await.expect(201);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("etag"), first.header("etag"));
    assert_eq!(server.get("/products").await.items("code").len(), 1);
}

#[tokio::test]
async fn an_answer_has_a_tag_where_a_change_can_be_asked_for_by_it() {
    let server = Server::start().await;
    for (path, body) in [
        ("/products/1219fb87cdbe1089e7efcf69e4232e0620f92900", product()),
        ("/servers/A", json!({})),
    ] {
        let call = server.call("PUT", path).json(&body);
        let put = call.header("idempotency-key", path).send().await.expect(201);
        let seen = server.get(path).await.header("etag").unwrap().to_owned();
        assert_eq!(put.header("etag"), Some(&*seen));
        server.call("DELETE", path).header("if-match", &seen).send().await.expect(204);
    }
    server.put("/servers/B", json!({})).await.expect(201);
    let token = json!({"name": "ci", "scopes": ["read"]});
    for (path, body, status) in [
        ("/tokens", token, 201),
        ("/servers/B/keys", json!(null), 201),
        ("/months/2026-12/close", json!(null), 200),
        ("/import", json!({"servers": [{"id": "C"}]}), 200),
    ] {
        let call = server.call("POST", path).header("idempotency-key", path);
        let call = if body.is_null() { call } else { call.json(&body) };
        for _ in 0..2 {
            let answer = call.clone().send().await.expect(status);
            assert_eq!(answer.header("etag"), None, "{path}");
        }
    }
    assert_eq!(server.get("/why?id=A").await.expect(200).header("etag"), None);
}

#[tokio::test]
async fn a_change_that_could_not_be_made_twice_is_answered_again() {
    let server = Server::start().await;
    server.put("/servers/A", json!({})).await.expect(201);
    let tag = server.get("/servers/A").await.header("etag").unwrap().to_owned();
    let call = server.call("PUT", "/servers/A").json(&json!({"vendor": {"name": "V"}}));
    let call = call.header("if-match", &tag).header("idempotency-key", "a");
    let first = call.clone().send().await.expect(200);
    let again = call.send().await.expect(200);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.body, first.body);
}

#[tokio::test]
async fn a_key_of_another_request_is_refused() {
    let server = Server::start().await;
    let call = server.call("POST", "/products").json(&product()).header("idempotency-key", "a");
    call.clone().send().await.expect(201);
    let mut other = product();
    other["name"] = json!("Climate");
    let refused = call.json(&other).send().await.expect(409).json();
    assert_eq!(
        (&refused["code"], &refused["field"]),
        (&json!("idempotency-key-used"), &json!("Idempotency-Key"))
    );
    let path = server.call("POST", "/companies").json(&json!({"name": "Acme"}));
    path.header("idempotency-key", "a").send().await.expect(409);
}

#[tokio::test]
async fn keys_of_two_tokens_are_two_keys() {
    let server = Server::start().await;
    let token = server.token("ci", &["catalogue"]).await;
    let call = server.call("POST", "/products").json(&product()).header("idempotency-key", "a");
    let first = call.clone().send().await.expect(201);
    let other = call.token(&token).send().await.expect(201);
    assert_ne!(first.json()["code"], other.json()["code"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_with_one_key_one_is_made() {
    let server = Server::start().await;
    let call = server.call("POST", "/products").json(&product()).header("idempotency-key", "a");
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..20 {
        calls.spawn(call.clone().send());
    }
    let answers = calls.join_all().await;
    let first = answers.iter().filter(|answer| answer.header("idempotent-replayed").is_none());
    assert_eq!(first.count(), 1);
    assert!(answers.iter().all(|answer| answer.status == 201 && answer.body == answers[0].body));
    assert_eq!(server.get("/products").await.items("code").len(), 1);
}

#[tokio::test]
async fn what_was_refused_can_be_asked_for_with_its_key_again() {
    let server = Server::start().await;
    let call = server.call("POST", "/servers/A/keys").header("idempotency-key", "a");
    call.clone().send().await.expect(404);
    server.put("/servers/A", json!({})).await.expect(201);
    call.send().await.expect(201);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let server = Server::start().await;
    for key in ["", &"a".repeat(256)] {
        let call = server.call("POST", "/products").json(&product()).header("idempotency-key", key);
        let expected = "expected one key of 1 to 255 visible ASCII characters";
        call.send().await.refuses("Idempotency-Key", expected);
    }
}

#[tokio::test]
async fn of_two_who_saw_the_same_the_second_is_refused() {
    let server = Server::start().await;
    server.put("/servers/A", json!({})).await.expect(201);
    let seen = server.get("/servers/A").await.header("etag").unwrap().to_owned();
    let call = server.call("PUT", "/servers/A").header("if-match", &seen);
    let one = call.clone().json(&json!({"vendor": {"name": "One"}})).send().await.expect(200);
    let refused = call.json(&json!({"vendor": {"name": "Two"}})).send().await.expect(412);
    assert_eq!(refused.json()["field"], "If-Match");
    let now = server.get("/servers/A").await;
    assert_eq!(
        (now.json()["vendor"]["name"].clone(), now.header("etag")),
        (json!("One"), one.header("etag"))
    );
    server.call("DELETE", "/servers/A").header("if-match", &seen).send().await.expect(412);
    let seen = now.header("etag").unwrap();
    server.call("DELETE", "/servers/A").header("if-match", seen).send().await.expect(204);
}

#[tokio::test]
async fn any_match_is_none_where_there_is_nothing() {
    let server = Server::start().await;
    let call = server.call("PUT", "/servers/A").json(&json!({})).header("if-match", "*");
    call.clone().send().await.expect(412);
    server.put("/servers/A", json!({})).await.expect(201);
    call.send().await.expect(200);
}

#[tokio::test]
async fn what_must_be_new_replaces_nothing() {
    let server = Server::start().await;
    let call = server.call("PUT", "/servers/A").json(&json!({})).header("if-none-match", "*");
    call.clone().send().await.expect(201);
    call.send().await.expect(412);
}

#[tokio::test]
async fn an_answer_has_the_version_of_the_catalogue() {
    let server = Server::start().await;
    let made = server.put("/servers/A", json!({})).await;
    assert_eq!(made.header("catalogue-version"), Some("2"));
    assert_eq!(server.get("/servers").await.header("catalogue-version"), Some("2"));
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day() {
    let server = Server::start().await;
    let call = server.call("POST", "/products").json(&product()).header("idempotency-key", "a");
    let first = call.clone().send().await.expect(201);
    server.set_clock(NOW + 86_400_000);
    assert_eq!(call.clone().send().await.expect(201).body, first.body);
    server.set_clock(NOW + 86_400_001);
    let later = call.send().await.expect(201);
    assert_eq!(later.header("idempotent-replayed"), None);
    assert_ne!(later.body, first.body);
}

#[tokio::test]
async fn a_change_whose_client_goes_away_is_served_by_all_the_same() {
    let server = Server::start().await;
    for number in 0..50 {
        let call = server.call("PUT", &format!("/servers/A{number}")).json(&json!({}));
        let call = tokio::spawn(call.send());
        for _ in 0..number {
            tokio::task::yield_now().await;
        }
        call.abort();
    }
    // Whatever was made of them, the next change follows it.
    server.put("/servers/B", json!({})).await.expect(201);
    let audit = server.get("/audit?limit=1000").await.expect(200);
    let changes = audit.items("object").len();
    assert_eq!(server.store.catalogue().version(), u64::try_from(changes).unwrap());
}
