//! Who applies is in neither the audit log nor the log; what was decided is in both.

use crate::{
    log,
    strangers::{EMAIL, Open, app, data_server},
};
use serde_json::{Value, json};

#[tokio::test]
async fn the_audit_log_says_what_was_decided_and_by_whom_but_not_who_has_applied() {
    let open = Open::start().await;
    let app = open.number("app", &app()).await;
    let server = open.number("server", &data_server()).await;
    open.post(&format!("/applications/{app}/reject"), json!({"reason": "Too dear"}))
        .await
        .expect(200);
    let approved = open.call("POST", &format!("/applications/{server}/approve")).send().await;
    let key = approved.expect(200).json()["key"].as_str().unwrap().to_owned();
    open.delete(&format!("/applications/{app}")).await.expect(204);
    let entries = open.get("/audit").await.expect(200);
    for secret in [EMAIL, "Weather Works", key.as_str()] {
        assert!(!entries.body.contains(secret), "{secret}: {}", entries.body);
    }
    let entries = entries.json();
    let lines = entries["items"].as_array().unwrap().iter().map(|entry| {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        (text("actor"), text("action"), text("object"))
    });
    let lines: Vec<_> = lines.take(5).collect();
    let line = |actor: &str, action: &str, number: u64| {
        (actor.to_owned(), format!("application.{action}"), number.to_string())
    };
    assert_eq!(
        lines,
        [
            line("admin", "forget", app),
            line("admin", "approve", server),
            line("admin", "reject", app),
            line("apply", "add", server),
            line("apply", "add", app),
        ]
    );
    let of = |at: usize, name: &str| entries["items"][at][name].clone();
    assert_eq!(of(0, "after"), Value::Null);
    assert_eq!(of(1, "after")["server"], "Weather1");
    assert_eq!(
        (of(2, "before")["state"].clone(), of(2, "after")["reason"].clone()),
        (json!("waiting"), json!("Too dear"))
    );
    assert_eq!(of(4, "after"), json!({"state": "waiting"}));
}

#[tokio::test]
async fn the_audit_log_has_the_product_that_came_of_it() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    open.call("POST", &format!("/applications/{number}/approve")).send().await.expect(200);
    let entry = open.get("/audit?limit=1").await.json()["items"][0].clone();
    assert_eq!(entry["after"]["sold"]["name"], "Weather");
    assert_eq!(entry["after"]["sold"]["code"], entry["after"]["product"]);
}

#[tokio::test]
async fn the_log_says_that_one_has_come_and_not_whose() {
    let open = Open::start().await;
    log::taken();
    open.apply("app", &app()).await.expect(202);
    let logged = log::taken();
    assert!(logged.contains("an application has come"), "{logged}");
    assert!(!logged.contains(EMAIL) && !logged.contains("Weather Works"), "{logged}");
}
