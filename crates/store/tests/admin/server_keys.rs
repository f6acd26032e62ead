//! `/servers/{id}/keys`

use super::server::{NOW, Server};
use serde_json::{Value, json};

/// One with a server A.
async fn start() -> Server {
    let server = Server::start().await;
    server.put("/servers/A", json!({})).await.expect(201);
    server
}

async fn prepare(server: &Server) -> Value {
    server.call("POST", "/servers/A/keys").send().await.expect(201).json()
}

async fn activate(server: &Server, number: u32, body: Value) -> Value {
    let path = format!("/servers/A/keys/{number}/activate");
    server.post(&path, body).await.expect(200).json()
}

async fn keys(server: &Server) -> Vec<Value> {
    server.get("/servers/A/keys").await.expect(200).json()["items"].as_array().unwrap().clone()
}

fn member(keys: &[Value], name: &str) -> Vec<Value> {
    keys.iter().map(|key| key[name].clone()).collect()
}

#[tokio::test]
async fn a_key_that_is_prepared_is_shown_once_and_signs_nothing() {
    let server = start().await;
    let prepared = prepare(&server).await;
    let key = prepared["key"].as_str().unwrap();
    assert!(key.len() == 40 && key.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(prepared["number"], 1);
    let list = server.get("/servers/A/keys").await;
    assert!(!list.body.contains(key));
    assert_eq!(
        list.json()["items"],
        json!([{
            "number": 1, "state": "prepared", "made": "2027-01-15T08:00:00.000Z",
            "currentFrom": null, "safeToDrop": null,
        }])
    );
}

#[tokio::test]
async fn a_key_is_nowhere_in_the_audit_log() {
    let server = start().await;
    let prepared = prepare(&server).await;
    activate(&server, 1, json!({})).await;
    let audit = server.get("/audit").await.expect(200);
    assert!(audit.body.contains("key.prepare"));
    assert!(!audit.body.contains(prepared["key"].as_str().unwrap()));
}

#[tokio::test]
async fn a_key_becomes_current_at_once_without_a_body() {
    let server = start().await;
    prepare(&server).await;
    let path = "/servers/A/keys/1/activate";
    let key = server.call("POST", path).send().await.expect(200).json();
    assert_eq!(
        (&key["state"], &key["currentFrom"]),
        (&json!("current"), &json!("2027-01-15T08:00:00.000Z"))
    );
}

#[tokio::test]
async fn the_key_before_is_safe_to_drop_when_the_last_call_that_is_under_way_cannot_hold_any_more()
{
    let server = start().await;
    for number in 1..=2 {
        prepare(&server).await;
        activate(&server, number, json!({})).await;
    }
    let keys = keys(&server).await;
    assert_eq!(member(&keys, "state"), ["retired", "current"]);
    // A lifetime later, and the minute that calls may take which began before.
    assert_eq!(member(&keys, "safeToDrop"), [json!("2027-01-16T08:01:00.000Z"), Value::Null]);
}

#[tokio::test]
async fn a_key_replaced_at_a_time_to_come_is_safe_to_drop_a_lifetime_after_it_up_to_the_second() {
    let server = start().await;
    prepare(&server).await;
    activate(&server, 1, json!({})).await;
    prepare(&server).await;
    activate(&server, 2, json!({"at": "2027-01-20T12:00:00.001Z"})).await;
    let before = keys(&server).await;
    assert_eq!(member(&before, "state"), ["current", "prepared"]);
    assert_eq!(before[0]["safeToDrop"], "2027-01-21T12:00:01.000Z");
    server.set_clock(NOW + 6 * 86_400_000);
    assert_eq!(member(&keys(&server).await, "state"), ["retired", "current"]);
}

#[tokio::test]
async fn keys_for_times_to_come_take_over_in_their_order() {
    let server = start().await;
    for _ in 0..3 {
        prepare(&server).await;
    }
    activate(&server, 1, json!({})).await;
    activate(&server, 3, json!({"at": "2027-02-01T00:00:00Z"})).await;
    activate(&server, 2, json!({"at": "2027-03-01T00:00:00Z"})).await;
    let keys = keys(&server).await;
    let safe = [json!("2027-02-02T00:00:00.000Z"), Value::Null, json!("2027-03-02T00:00:00.000Z")];
    assert_eq!(member(&keys, "safeToDrop"), safe);
}

#[tokio::test]
async fn an_overlap_is_never_extended() {
    let server = start().await;
    for _ in 0..3 {
        prepare(&server).await;
    }
    activate(&server, 1, json!({})).await;
    activate(&server, 2, json!({"at": "2027-02-01T00:00:00Z"})).await;
    // At the same instant the newer key signs: the key before both is replaced as it was.
    activate(&server, 3, json!({"at": "2027-02-01T00:00:00Z"})).await;
    let keys = keys(&server).await;
    let safe = [json!("2027-02-02T00:00:00.000Z"), json!("2027-02-02T00:00:00.000Z"), Value::Null];
    assert_eq!(member(&keys, "safeToDrop"), safe);
}

/// One with a current key 1, and key 2 that is to replace it in February.
async fn start_with_schedule() -> Server {
    let server = start().await;
    for _ in 0..3 {
        prepare(&server).await;
    }
    activate(&server, 1, json!({})).await;
    activate(&server, 2, json!({"at": "2027-02-01T00:00:00Z"})).await;
    server
}

#[tokio::test]
async fn a_key_that_is_activated_at_once_withdraws_those_that_were_to_become_current() {
    let server = start_with_schedule().await;
    activate(&server, 3, json!({})).await;
    server.set_clock(NOW + 60 * 86_400_000);
    let keys = keys(&server).await;
    assert_eq!(member(&keys, "state"), ["retired", "prepared", "current"]);
    assert_eq!(keys[1]["currentFrom"], Value::Null);
    assert_eq!(
        member(&keys, "safeToDrop"),
        [json!("2027-01-16T08:01:00.000Z"), Value::Null, Value::Null]
    );
}

#[tokio::test]
async fn a_key_that_is_activated_earlier_than_another_withdraws_that() {
    let server = start_with_schedule().await;
    activate(&server, 3, json!({"at": "2027-01-20T00:00:00Z"})).await;
    let keys = keys(&server).await;
    let from = [json!("2027-01-15T08:00:00.000Z"), Value::Null, json!("2027-01-20T00:00:00.000Z")];
    assert_eq!(member(&keys, "currentFrom"), from);
    assert_eq!(keys[0]["safeToDrop"], "2027-01-21T00:00:00.000Z");
}

#[tokio::test]
async fn the_key_that_signs_withdraws_what_was_to_replace_it_and_is_not_to_be_dropped_then() {
    let server = start_with_schedule().await;
    activate(&server, 1, json!({})).await;
    server.set_clock(NOW + 60 * 86_400_000);
    let keys = keys(&server).await;
    assert_eq!(member(&keys, "state"), ["current", "prepared", "prepared"]);
    assert_eq!(member(&keys, "safeToDrop"), [Value::Null, Value::Null, Value::Null]);
}

#[tokio::test]
async fn an_instant_to_come_is_moved_and_with_it_when_the_key_before_is_safe_to_drop() {
    let server = start_with_schedule().await;
    for (at, safe) in [
        (json!({"at": "2027-03-01T00:00:00Z"}), "2027-03-02T00:00:00.000Z"),
        (json!({"at": "2027-01-20T00:00:00Z"}), "2027-01-21T00:00:00.000Z"),
        (json!({}), "2027-01-16T08:01:00.000Z"),
    ] {
        activate(&server, 2, at).await;
        assert_eq!(keys(&server).await[0]["safeToDrop"], safe);
    }
}

#[tokio::test]
async fn a_key_that_is_moved_behind_another_leaves_the_one_before_to_that() {
    let server = start_with_schedule().await;
    activate(&server, 3, json!({"at": "2027-03-01T00:00:00Z"})).await;
    activate(&server, 2, json!({"at": "2027-04-01T00:00:00Z"})).await;
    let safe = [json!("2027-03-02T00:00:00.000Z"), Value::Null, json!("2027-04-02T00:00:00.000Z")];
    assert_eq!(member(&keys(&server).await, "safeToDrop"), safe);
}

#[tokio::test]
async fn from_when_on_a_key_signs_is_never_changed_once_it_has_passed() {
    let server = start().await;
    prepare(&server).await;
    let at = json!({"at": "2027-02-01T00:00:00Z"});
    activate(&server, 1, at.clone()).await;
    server.set_clock(NOW + 60 * 86_400_000);
    activate(&server, 1, at).await;
    activate(&server, 1, json!({})).await;
    let body = json!({"at": "2027-04-01T00:00:00Z"});
    let refused = server.post("/servers/A/keys/1/activate", body).await.expect(409).json();
    let detail =
        "key 1 signs from 2027-02-01T00:00:00.000Z on, which is never changed: prepare another key";
    assert_eq!(refused["detail"], detail);
}

#[tokio::test]
async fn a_key_that_was_replaced_does_not_become_current_again() {
    let server = start().await;
    for number in 1..=2 {
        prepare(&server).await;
        activate(&server, number, json!({})).await;
        server.set_clock(NOW + 1000);
    }
    for body in [json!({}), json!({"at": "2027-01-15T08:00:00.000Z"})] {
        let refused = server.post("/servers/A/keys/1/activate", body).await.expect(409).json();
        let detail = "key 1 signs from 2027-01-15T08:00:00.000Z on, which is never changed: prepare another key";
        assert_eq!(refused["detail"], detail);
    }
    assert_eq!(member(&keys(&server).await, "state"), ["retired", "current"]);
}

#[tokio::test]
async fn an_instant_that_is_over_is_refused() {
    let server = start().await;
    prepare(&server).await;
    let at = json!({"at": "2027-01-15T07:59:59.999Z"});
    let refused = server.post("/servers/A/keys/1/activate", at).await;
    refused.refuses("at", "expected an instant that is not over");
}

#[tokio::test]
async fn an_instant_that_is_now_is_not_over() {
    let server = start().await;
    prepare(&server).await;
    let key = activate(&server, 1, json!({"at": "2027-01-15T08:00:00.000Z"})).await;
    assert_eq!(key["state"], "current");
}

#[tokio::test]
async fn a_key_of_a_server_that_was_removed_is_refused() {
    let server = start().await;
    server.delete("/servers/A").await.expect(204);
    server.call("POST", "/servers/A/keys").send().await.expect(409);
}

#[tokio::test]
async fn a_key_is_not_shown_again_to_who_asks_again() {
    let server = start().await;
    let call = server.call("POST", "/servers/A/keys").header("idempotency-key", "1");
    let first = call.clone().send().await.expect(201).json();
    assert!(first["key"].is_string());
    let again = call.send().await.expect(201);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.json(), json!({"number": 1, "key": null}));
    assert_eq!(keys(&server).await.len(), 1);
}

#[tokio::test]
async fn a_key_that_has_signed_nothing_is_discarded_and_its_number_given_to_no_other() {
    let server = start_with_schedule().await;
    for number in [2, 3] {
        server.delete(&format!("/servers/A/keys/{number}")).await.expect(204);
        server.post(&format!("/servers/A/keys/{number}/activate"), json!({})).await.expect(404);
    }
    let keys = keys(&server).await;
    assert_eq!(member(&keys, "number"), [1]);
    assert_eq!(keys[0]["state"], "current");
    // Nothing replaces it any more.
    assert_eq!(keys[0]["safeToDrop"], Value::Null);
    assert_eq!(prepare(&server).await["number"], 4);
}

#[tokio::test]
async fn a_key_that_signs_is_not_discarded() {
    let server = start_with_schedule().await;
    let refused = server.delete("/servers/A/keys/1").await.expect(409).json();
    let detail =
        "key 1 signs from 2027-01-15T08:00:00.000Z on, expected one that has signed nothing";
    assert_eq!(refused["detail"], detail);
}
