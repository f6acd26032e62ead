//! `/bill`

use super::server::{COMPANY, NOW, PRODUCT, Server};
use serde_json::json;

/// One with a display that has called twice, and its company once as a whole.
async fn used() -> Server {
    let server = Server::stocked().await;
    server.record(NOW, Some("DISPLAY1")).await;
    server.record(NOW + 1, Some("DISPLAY1")).await;
    server.record(NOW + 2, None).await;
    server
}

#[tokio::test]
async fn a_bill_has_a_line_for_what_was_used() {
    let server = used().await;
    let bill = server.get("/bill?month=2027-01").await.expect(200);
    assert_eq!(bill.header("content-type"), Some("application/json"));
    assert_eq!(
        bill.json(),
        json!([{
            "month": "2027-01", "company": COMPANY, "product": PRODUCT, "plan": "display",
            "displays": 1, "calls": 3, "companyCalls": 1, "unpaidCalls": 0,
            "amount": 1916, "currency": "USD",
        }])
    );
}

#[tokio::test]
async fn a_bill_is_written_as_csv_and_as_text() {
    let server = used().await;
    let csv = server.get("/bill?month=2027-01&format=csv").await.expect(200);
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let line = format!("2027-01,{COMPANY},{PRODUCT},display,1,3,1,0,1916,USD");
    assert_eq!(csv.body.lines().nth(1), Some(&*line));
    let text = server.get("/bill?month=2027-01&format=text").await.expect(200);
    assert!(text.body.contains("total: 1916 USD in minor units"), "{}", text.body);
}

#[tokio::test]
async fn another_month_company_or_product_has_none_of_it() {
    let server = used().await;
    assert_eq!(server.get("/bill?month=2027-02").await.expect(200).json(), json!([]));
    let made = server.post("/companies", json!({"name": "Other"})).await.json();
    let other = made["id"].as_str().unwrap();
    let path = format!("/bill?month=2027-01&company={other}");
    assert_eq!(server.get(&path).await.expect(200).json(), json!([]));
    let path = format!("/bill?month=2027-01&company={COMPANY}&product={PRODUCT}");
    assert_eq!(server.get(&path).await.expect(200).json().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn months_formats_and_companies_that_are_none_are_refused() {
    let server = used().await;
    server.get("/bill?month=2027-13").await.refuses("month", "expected a month such as 2026-11");
    server.get("/bill").await.refuses("month", "expected the member `month`");
    let refused = server.get("/bill?month=2027-01&format=xml").await;
    refused.refuses("format", "expected `text`, `json` or `csv`");
    let other = "b430171d-550f-79ef-cdfb-55e4d24c2e52";
    let refused = server.get(&format!("/bill?month=2027-01&company={other}")).await;
    refused.refuses("company", &format!("no company {other}"));
}
