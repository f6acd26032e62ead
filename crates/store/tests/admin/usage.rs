//! `/usage`

use super::{
    record_all::record_all,
    server::{COMPANY, NOW, PRODUCT, Server},
};
use serde_json::{Value, json};

#[tokio::test]
async fn usage_is_summed_up_by_company_and_product() {
    let server = Server::stocked().await;
    server.record(NOW, Some("DISPLAY1")).await;
    server.record(NOW + 1, None).await;
    let usage = server.get("/usage?month=2027-01").await.expect(200).json();
    assert_eq!(
        usage,
        json!({"next": null, "items": [{
            "company": COMPANY, "product": PRODUCT, "plan": "display",
            "displays": 1, "calls": 2, "companyCalls": 1, "unpaidCalls": 0,
        }]})
    );
}

#[tokio::test]
async fn records_are_exported_a_line_each() {
    let server = Server::stocked().await;
    server.record(NOW, Some("DISPLAY1")).await;
    server.record(NOW + 40 * 86_400_000, None).await;
    let export = server.get("/usage/export").await.expect(200);
    assert_eq!(export.header("content-type"), Some("application/x-ndjson"));
    let lines = export.body.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let displays = lines.map(|line| line["display"].clone()).collect::<Vec<_>>();
    assert_eq!(displays, [json!("DISPLAY1"), Value::Null]);
    let csv = server.get("/usage/export?month=2027-01&format=csv").await.expect(200);
    let line = format!(
        "2027-01-15T08:00:00.000Z,{COMPANY},DISPLAY1,{PRODUCT},subscribed,display,2027-01-16T08:00:00.000Z"
    );
    assert_eq!(
        csv.body.lines().collect::<Vec<_>>(),
        ["at,company,display,product,standing,plan,until", &line]
    );
}

#[tokio::test]
async fn more_records_than_are_read_at_once_are_all_exported() {
    let server = Server::stocked().await;
    let usage = (0..5000).map(|number| server.usage(NOW + number, Some("DISPLAY1")));
    record_all(&server.store, usage).await;
    let export = server.get("/usage/export?month=2027-01").await.expect(200);
    assert_eq!(export.body.lines().count(), 5000);
}

#[tokio::test]
async fn an_export_of_nothing_has_its_header() {
    let server = Server::stocked().await;
    let csv = server.get("/usage/export?format=csv").await.expect(200);
    assert_eq!(csv.body, "at,company,display,product,standing,plan,until\n");
}
