//! `/audit`

use super::server::{PRODUCT, Server, product};
use serde_json::json;

#[tokio::test]
async fn each_change_says_who_when_what_it_was_and_is_and_by_which_request() {
    let server = Server::start().await;
    let token = server.token("ci", &["catalogue"]).await;
    let path = format!("/products/{PRODUCT}");
    server.put(&path, product()).await.expect(201);
    let before = server.get(&path).await.json();
    let renamed = json!({"name": "Climate", "trialDays": 14});
    let call = server.call("PUT", &path).json(&renamed).token(&token);
    let answer = call.header("x-request-id", "request-1").send().await.expect(200);
    assert_eq!(answer.header("x-request-id"), Some("request-1"));
    let audit = server.get("/audit?limit=1").await.expect(200).json();
    assert_eq!(
        audit["items"],
        json!([{
            "version": 4, "at": "2027-01-15T08:00:00.000Z", "actor": "ci", "action": "product.set",
            "object": PRODUCT, "before": before, "after": answer.json(), "requestId": "request-1",
        }])
    );
}

#[tokio::test]
async fn the_log_goes_back_a_page_at_a_time() {
    let server = Server::start().await;
    for number in 1..=4 {
        server.put(&format!("/servers/A{number}"), json!({})).await.expect(201);
    }
    let mut path = "/audit?limit=2".to_owned();
    let mut all = Vec::new();
    loop {
        let page = server.get(&path).await.expect(200);
        all.extend(page.items("object"));
        let Some(next) = page.json()["next"].as_str().map(str::to_owned) else { break };
        path = format!("/audit?limit=2&before={next}");
    }
    assert_eq!(all, ["A4", "A3", "A2", "A1", "admin"]);
}

#[tokio::test]
async fn what_changes_nothing_is_no_change() {
    let server = Server::start().await;
    server.put("/servers/A", json!({})).await.expect(201);
    let before = server.get("/audit").await.body;
    server.put("/servers/A", json!({})).await.expect(200);
    assert_eq!(server.get("/audit").await.body, before);
}
