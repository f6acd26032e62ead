//! `/servers`

use super::server::Server;
use serde_json::json;

#[tokio::test]
async fn a_server_is_shown_as_it_was_set() {
    let server = Server::start().await;
    let vendor = json!({"name": "V", "website": "https://v.example", "contactEmail": null});
    let made = server.put("/servers/Weather1", json!({"vendor": vendor})).await.expect(201);
    let shown = json!({"id": "Weather1", "vendor": vendor, "removed": false});
    assert_eq!(made.json(), shown);
    assert_eq!(server.get("/servers/Weather1").await.expect(200).json(), shown);
    assert_eq!(server.get("/servers").await.items("id"), ["Weather1"]);
}

#[tokio::test]
async fn a_server_that_is_removed_is_kept_and_can_come_back() {
    let server = Server::start().await;
    server.put("/servers/A", json!({})).await.expect(201);
    server.delete("/servers/A").await.expect(204);
    assert_eq!(server.get("/servers/A").await.json()["removed"], true);
    server.put("/servers/A", json!({})).await.expect(200);
    assert_eq!(server.get("/servers/A").await.json()["removed"], false);
}

#[tokio::test]
async fn what_is_no_server_id_is_refused() {
    let server = Server::start().await;
    let refused = server.put("/servers/a-b", json!({})).await;
    refused.refuses("id", "expected 1 to 50 ASCII letters and digits");
}

#[tokio::test]
async fn a_vendor_with_a_mistake_is_refused_by_its_member() {
    let server = Server::start().await;
    let vendor = json!({"vendor": {"name": "V", "website": "v.example"}});
    let refused = server.put("/servers/A", vendor).await;
    refused.refuses("vendor.website", "expected an http or https URL of up to 2048 bytes");
}
