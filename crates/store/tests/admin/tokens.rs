//! `/tokens`

use super::server::{Answer, NOW, Server};
use serde_json::json;
use std::convert::Infallible;
use store_auth_store::{
    Draft,
    model::{Edit, Millis},
};

#[tokio::test]
async fn a_token_is_shown_once() {
    let server = Server::start().await;
    let token = server.token("ci", &["read"]).await;
    assert!(token.len() == 68 && token.starts_with("sat_"));
    for path in ["/tokens", "/tokens/ci", "/audit"] {
        assert!(!server.get(path).await.expect(200).body.contains(&token[4..]), "{path}");
    }
    server.call("GET", "/products").token(&token).send().await.expect(200);
}

#[tokio::test]
async fn a_token_that_was_revoked_is_not_taken_any_more() {
    let server = Server::start().await;
    let token = server.token("ci", &["read"]).await;
    server.delete("/tokens/ci").await.expect(204);
    let refused = server.call("GET", "/products").token(&token).send().await.expect(401);
    assert_eq!(refused.json()["detail"], "this token was revoked");
    assert_eq!(refused.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
    assert_eq!(server.get("/tokens/ci").await.json()["revoked"], true);
}

#[tokio::test]
async fn a_token_is_taken_until_it_expires() {
    let server = Server::start().await;
    let given = json!({"name": "ci", "scopes": ["read"], "expires": "2027-01-15T08:00:01Z"});
    let made = server.post("/tokens", given).await.expect(201).json();
    let call = server.call("GET", "/products").token(made["token"].as_str().unwrap());
    server.set_clock(NOW + 999);
    call.clone().send().await.expect(200);
    server.set_clock(NOW + 1000);
    let refused = call.send().await.expect(401);
    assert_eq!(refused.json()["detail"], "this token has expired");
}

#[tokio::test]
async fn a_name_is_never_given_to_another() {
    let server = Server::start().await;
    server.token("ci", &["read"]).await;
    server.delete("/tokens/ci").await.expect(204);
    let again = json!({"name": "ci", "scopes": ["read"]});
    server.post("/tokens", again).await.expect(409);
}

#[tokio::test]
async fn the_last_token_that_everything_may_be_done_with_is_kept() {
    let server = Server::start().await;
    server.delete("/tokens/admin").await.expect(409);
    server.token("other", &["admin"]).await;
    server.delete("/tokens/admin").await.expect(204);
    server.get("/tokens").await.expect(401);
}

#[tokio::test]
async fn what_a_token_is_for_can_be_changed() {
    let server = Server::start().await;
    let token = server.token("ci", &["read"]).await;
    let call = server.call("POST", "/servers/A/keys").token(&token);
    call.clone().send().await.expect(403);
    let set = json!({"scopes": ["keys", "read"], "expires": "2027-01-15T08:00:01Z"});
    let shown = server.put("/tokens/ci", set).await.expect(200).json();
    assert_eq!(
        (&shown["scopes"], &shown["expires"]),
        (&json!(["read", "keys"]), &json!("2027-01-15T08:00:01.000Z"))
    );
    // Let in, it finds no such server.
    call.clone().send().await.expect(404);
    server.set_clock(NOW + 1000);
    call.send().await.expect(401);
}

#[tokio::test]
async fn a_token_that_is_revoked_or_not_known_is_not_set() {
    let server = Server::start().await;
    server.token("ci", &["read"]).await;
    server.delete("/tokens/ci").await.expect(204);
    server.put("/tokens/ci", json!({"scopes": ["read"]})).await.expect(409);
    server.put("/tokens/none", json!({"scopes": ["read"]})).await.expect(404);
    server.get("/tokens/none").await.expect(404);
}

#[tokio::test]
async fn the_last_token_that_everything_may_be_done_with_stays_one() {
    let server = Server::start().await;
    server.put("/tokens/admin", json!({"scopes": ["read"]})).await.expect(409);
    server.token("other", &["admin"]).await;
    server.put("/tokens/admin", json!({"scopes": ["read"]})).await.expect(200);
    server.get("/tokens").await.expect(403);
}

/// An answer that says that there would be no such token.
#[track_caller]
fn is_the_last(answer: Answer, what: &str) {
    let detail = answer.expect(409).json()["detail"].clone();
    assert_eq!(detail, format!("it is the last token with scope admin{what}"));
}

#[tokio::test]
async fn the_last_token_that_everything_may_be_done_with_and_that_does_not_end_is_given_none() {
    let server = Server::start().await;
    let ends = json!({"scopes": ["admin"], "expires": "2027-01-15T08:00:01Z"});
    let another = " that does not end, expected another such one";
    is_the_last(server.put("/tokens/admin", ends.clone()).await, another);
    server.token("other", &["admin"]).await;
    server.put("/tokens/other", ends.clone()).await.expect(200);
    is_the_last(server.put("/tokens/admin", ends.clone()).await, another);
    is_the_last(server.put("/tokens/admin", json!({"scopes": ["read"]})).await, another);
    is_the_last(server.delete("/tokens/admin").await, another);
    server.put("/tokens/other", json!({"scopes": ["admin"]})).await.expect(200);
    server.put("/tokens/admin", ends).await.expect(200);
}

#[tokio::test]
async fn the_last_token_that_everything_may_be_done_with_stays_where_each_ends() {
    let server = Server::start().await;
    let mut token = server.store.catalogue().tokens().next().unwrap().clone();
    token.expires = Some(Millis(NOW + 1000));
    let draft = Draft { action: "test", edits: vec![Edit::Token(token)], ..Draft::default() };
    server.store.change(|_| Ok::<_, Infallible>(draft)).await.unwrap();
    let another = ", expected another one";
    is_the_last(server.put("/tokens/admin", json!({"scopes": ["read"]})).await, another);
    is_the_last(server.delete("/tokens/admin").await, another);
    let later = json!({"scopes": ["admin"], "expires": "2027-01-15T08:00:02Z"});
    server.put("/tokens/admin", later).await.expect(200);
}

#[tokio::test]
async fn names_scopes_and_expiries_that_make_no_sense_are_refused() {
    let server = Server::start().await;
    for (given, field, detail) in [
        (
            json!({"name": "a b", "scopes": ["read"]}),
            "name",
            "expected 1 to 64 letters, digits, `-`, `.` and `_`",
        ),
        (
            json!({"name": "a", "scopes": []}),
            "scopes",
            "expected one of `read`, `catalogue`, `keys`, `billing`, `admin`, or several",
        ),
        (
            json!({"name": "a", "scopes": ["raed"]}),
            "scopes[0]",
            "unknown value `raed`: did you mean `read`?",
        ),
        (
            json!({"name": "a", "scopes": ["read"], "expires": "2027-01-15T08:00:00Z"}),
            "expires",
            "expected an instant that is not over",
        ),
    ] {
        server.post("/tokens", given).await.refuses(field, detail);
    }
}

#[tokio::test]
async fn a_token_is_not_shown_again_to_who_asks_again() {
    let server = Server::start().await;
    let given = json!({"name": "ci", "scopes": ["read"]});
    let call = server.call("POST", "/tokens").json(&given).header("idempotency-key", "1");
    assert!(call.clone().send().await.expect(201).json()["token"].is_string());
    let again = call.send().await.expect(201);
    assert_eq!(
        again.json(),
        json!({"name": "ci", "token": null, "scopes": ["read"], "expires": null})
    );
}
