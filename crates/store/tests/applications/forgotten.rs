//! What is forgotten is in the database no more.

use crate::{
    rows::{open_again, texts},
    strangers::{EMAIL, Open, app, data_server},
};
use serde_json::json;

#[tokio::test]
async fn what_waits_cannot_be_forgotten() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let answer = open.delete(&format!("/applications/{number}")).await.expect(409);
    let detail = format!("application {number} waits, expected one that is decided");
    assert_eq!(answer.json()["detail"], detail);
}

#[tokio::test]
async fn only_a_token_for_everything_forgets() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let path = format!("/applications/{number}");
    open.post(&format!("{path}/reject"), json!({"reason": "No"})).await.expect(200);
    let token = open.token("ann", &["read", "catalogue", "keys", "billing"]).await;
    open.call("DELETE", &path).token(&token).send().await.expect(403);
    open.delete(&path).await.expect(204);
    open.get(&path).await.expect(404);
}

#[tokio::test]
async fn nothing_is_left_of_who_was_refused_and_is_forgotten() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let path = format!("/applications/{number}");
    let reject = open.call("POST", &format!("{path}/reject")).json(&json!({"reason": "Too dear"}));
    reject.header("idempotency-key", "1").send().await.expect(200);
    let before = texts(&open).await;
    assert!(before.contains(EMAIL) && before.contains("The weather, on a display"));
    let forget = open.call("DELETE", &path).header("idempotency-key", "2");
    forget.send().await.expect(204);
    let after = texts(&open).await;
    for text in [EMAIL, "Weather Works", "weather.example", "The weather", "First line"] {
        assert!(!after.contains(text), "{text}: {after}");
    }
    assert!(after.contains("Too dear"));
    let open = open_again(open).await;
    assert!(open.all().await.is_empty());
    open.apply("app", &app()).await.expect(202);
}

#[tokio::test]
async fn what_came_of_what_is_forgotten_stays() {
    let open = Open::start().await;
    let number = open.number("server", &data_server()).await;
    open.call("POST", &format!("/applications/{number}/approve")).send().await.expect(200);
    open.delete(&format!("/applications/{number}")).await.expect(204);
    let open = open_again(open).await;
    assert_eq!(open.get("/servers").await.items("id"), ["Weather1"]);
    assert_eq!(open.get("/servers/Weather1/keys").await.json()["items"][0]["state"], "current");
}
