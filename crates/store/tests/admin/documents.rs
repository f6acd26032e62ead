//! `/import` and `/export`

use super::server::{COMPANY, PRODUCT, Server};
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "products": [{"code": PRODUCT, "name": "Weather",
            "prices": [{"plan": "display", "amount": 1916, "currency": "USD"}]}],
        "companies": [{"id": COMPANY, "name": "Acme", "displays": ["DISPLAY1"]}],
        "servers": [{"id": "A"}],
        "subscriptions": [{"company": COMPANY, "product": PRODUCT, "status": "Subscribed", "plan": "display"}],
    })
}

const SERVER_KEY: &str = "dedeb395b5e7fabe53671e895aa7eaeffdc4bfce";

#[tokio::test]
async fn a_document_is_imported_and_says_what_it_changes() {
    let server = Server::start().await;
    let summary = server.post("/import", document()).await.expect(200).json();
    assert_eq!(summary["displays"], json!({"added": 1, "changed": 0, "unchanged": 0}));
    server.get(&format!("/subscriptions/{COMPANY}/{PRODUCT}")).await.expect(200);
    let again = server.post("/import", document()).await.expect(200).json();
    assert_eq!(again["displays"], json!({"added": 0, "changed": 0, "unchanged": 1}));
    assert_eq!(server.store.catalogue().version(), 2);
}

#[tokio::test]
async fn an_export_can_be_imported_elsewhere() {
    let (one, other) = (Server::start().await, Server::start().await);
    one.post("/import", document()).await.expect(200);
    let export = one.get("/export").await.expect(200).body;
    let import = other.call("POST", "/import").body("application/json", export.clone());
    import.send().await.expect(200);
    assert_eq!(other.get("/export").await.body, export);
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let server = Server::start().await;
    let summary = server.post("/import?dryRun=true", document()).await.expect(200).json();
    assert_eq!(summary["products"]["added"], 1);
    assert_eq!(server.store.catalogue().version(), 1);
}

#[tokio::test]
async fn the_mistakes_of_a_document_are_told_with_their_lines() {
    let server = Server::start().await;
    let toml = "[[companies]]\nid = '1c3a55a7-d1a3-fa58-2bd8-636655473bb6'\nname = ''\n";
    let problem = server.call("POST", "/import").body("application/toml", toml).send().await;
    let problem = problem.expect(400).json();
    let detail = "expected 1 to 200 characters, not spaces alone, without control characters";
    assert_eq!(
        (&problem["line"], &problem["field"], &problem["detail"]),
        (&json!(3), &json!("companies[0].name"), &json!(detail))
    );
    assert_eq!(
        problem["mistakes"],
        json!([{"line": 3, "member": "companies[0].name", "problem": detail}])
    );
}

#[tokio::test]
async fn server_keys_need_their_own_scope() {
    let server = Server::start().await;
    let token = server.token("ci", &["catalogue"]).await;
    let document = json!({"servers": [{"id": "A", "key": SERVER_KEY}]});
    let call = server.call("POST", "/import").json(&document);
    let refused = call.clone().token(&token).send().await.expect(403);
    assert_eq!(refused.json()["detail"], "expected a token with scope keys");
    call.token(&server.token("keys", &["catalogue", "keys"]).await).send().await.expect(200);
    for path in ["/export", "/audit", "/servers/A/keys"] {
        assert!(!server.get(path).await.expect(200).body.contains(SERVER_KEY), "{path}");
    }
}

#[tokio::test]
async fn a_key_that_is_imported_replaces_the_one_before_by_the_same_rule() {
    let server = Server::start().await;
    for key in [SERVER_KEY, "e4232e0620f9290025cb3783768c9c8c4686078c"] {
        let document = json!({"servers": [{"id": "A", "key": key}]});
        server.post("/import", document).await.expect(200);
    }
    let keys = server.get("/servers/A/keys").await.json();
    assert_eq!(keys["items"][0]["safeToDrop"], "2027-01-16T08:01:00.000Z");
    assert_eq!(keys["items"][1]["state"], "current");
}

#[tokio::test]
async fn an_import_may_be_longer_than_other_bodies() {
    let server = Server::start().await;
    let body = format!("{}{}", document(), " ".repeat(2 << 20));
    let answer = server.call("POST", "/import").body("application/json", body).send().await;
    answer.expect(200);
}

#[tokio::test]
async fn an_import_is_in_the_audit_log_with_what_each_thing_was_and_is() {
    let server = Server::start().await;
    server.post("/import", document()).await.expect(200);
    let company = document()["companies"][0]["id"].clone();
    let suspended = json!({"companies": [{"id": company, "standing": "suspended"}]});
    server.post("/import", suspended).await.expect(200);
    let log = server.get("/audit").await.json();
    let entry = &log["items"][0];
    assert_eq!(entry["before"]["things"][0]["standing"], "active");
    assert_eq!(entry["after"]["things"][0]["standing"], "suspended");
    assert_eq!(entry["after"]["summary"]["companies"]["changed"], 1);
    let first = &log["items"][1];
    assert_eq!(first["before"]["things"][0], Value::Null);
    assert!(!log.to_string().contains(SERVER_KEY) && !log.to_string().contains("sealed"));
}
