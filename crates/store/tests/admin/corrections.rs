//! `/corrections`

use super::server::{Answer, COMPANY, NOW, PRODUCT, Server};
use serde_json::{Value, json};

/// A minute after the month of [`NOW`].
const OVER: i64 = 1_801_440_060_000;
/// A minute after the month that follows.
const OVER_AGAIN: i64 = 1_803_859_260_000;

/// One with a month that is closed, and a bill for the next.
async fn closed() -> Server {
    let server = Server::stocked().await;
    server.record(NOW, Some("DISPLAY1")).await;
    server.set_clock(OVER);
    server.record(OVER, Some("DISPLAY1")).await;
    server.call("POST", "/months/2027-01/close").send().await.expect(200);
    server
}

fn correction(amount: i64) -> Value {
    json!({
        "corrects": "2027-01", "company": COMPANY, "product": PRODUCT, "amount": amount,
        "currency": "USD", "reason": "Display was broken, \"agreed\" by mail",
    })
}

async fn add(server: &Server, amount: i64) -> Answer {
    server.post("/corrections", correction(amount)).await
}

async fn bill(server: &Server, month: &str, format: &str) -> String {
    server.get(&format!("/bill?month={month}&format={format}")).await.expect(200).body
}

#[tokio::test]
async fn a_correction_is_a_line_of_the_month_in_which_it_is_made() {
    let server = closed().await;
    let before = bill(&server, "2027-01", "csv").await;
    let made = add(&server, -1916).await.expect(201).json();
    assert_eq!((&made["number"], &made["month"]), (&json!(1), &json!("2027-02")));
    assert_eq!(bill(&server, "2027-01", "csv").await, before);
    let lines: Value = serde_json::from_str(&bill(&server, "2027-02", "json").await).unwrap();
    assert_eq!(
        lines[1],
        json!({
            "month": "2027-02", "company": COMPANY, "product": PRODUCT, "plan": null, "displays": 0,
            "calls": 0, "companyCalls": 0, "unpaidCalls": 0, "amount": -1916, "currency": "USD",
            "corrects": "2027-01", "reason": "Display was broken, \"agreed\" by mail",
        })
    );
    assert_eq!(lines[0].get("corrects"), None);
}

#[tokio::test]
async fn totals_count_what_is_not_to_be_paid_after_all() {
    let server = closed().await;
    add(&server, -5000).await.expect(201);
    add(&server, 84).await.expect(201);
    let text = bill(&server, "2027-02", "text").await;
    assert!(text.ends_with("\ntotal: -3000 USD in minor units\n"), "{text}");
    let csv = bill(&server, "2027-02", "csv").await;
    let lines: Vec<_> = csv.lines().collect();
    assert!(lines[0].ends_with(",amount,currency,corrects,reason"), "{csv}");
    assert!(lines[1].ends_with(",1916,USD,,"), "{csv}");
    let expected = ",-5000,USD,2027-01,\"Display was broken, \"\"agreed\"\" by mail\"";
    assert!(lines[2].ends_with(expected), "{csv}");
}

#[tokio::test]
async fn amounts_as_high_as_they_may_be_add_up() {
    let server = closed().await;
    for amount in [9_007_199_254_740_991, 9_007_199_254_740_991, -9_007_199_254_740_991] {
        add(&server, amount).await.expect(201);
    }
    let text = bill(&server, "2027-02", "text").await;
    assert!(text.ends_with("\ntotal: 9007199254742907 USD in minor units\n"), "{text}");
}

#[tokio::test]
async fn a_correction_is_frozen_with_the_month_that_it_is_billed_in() {
    let server = closed().await;
    add(&server, -1916).await.expect(201);
    let before = bill(&server, "2027-02", "csv").await;
    server.set_clock(OVER_AGAIN);
    let closed = server.call("POST", "/months/2027-02/close").send().await.expect(200).json();
    assert_eq!(closed["lines"], 1);
    add(&server, -1).await.expect(201);
    assert_eq!(bill(&server, "2027-02", "csv").await, before);
    assert_eq!(bill(&server, "2027-03", "csv").await.lines().count(), 2);
}

#[tokio::test]
async fn a_correction_is_billed_to_its_company_and_product_alone_and_is_no_usage() {
    let server = closed().await;
    let made = server.post("/companies", json!({"name": "Other"})).await.json();
    let other = made["id"].as_str().unwrap();
    let mut of_other = correction(7);
    of_other["company"] = other.into();
    server.post("/corrections", of_other).await.expect(201);
    let path = format!("/bill?month=2027-02&company={other}");
    let lines = server.get(&path).await.expect(200).json();
    assert_eq!(lines.as_array().unwrap().len(), 1);
    let path = format!("/bill?month=2027-02&company={COMPANY}");
    assert_eq!(server.get(&path).await.expect(200).json()[0]["amount"], 1916);
    let usage = server.get("/usage?month=2027-02").await.expect(200).json();
    assert_eq!(usage["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_no_correction_is_refused() {
    let server = closed().await;
    let expected = "expected an amount other than 0, from -9007199254740991 to 9007199254740991";
    add(&server, 0).await.refuses("amount", expected);
    add(&server, i64::MIN).await.refuses("amount", expected);
    for (member, value, expected) in [
        (
            "reason",
            json!(" "),
            "expected 1 to 500 characters, not spaces alone, on one line, without control characters",
        ),
        (
            "company",
            json!("28453864-6de3-3443-0630-02600c1a241f"),
            "no company 28453864-6de3-3443-0630-02600c1a241f",
        ),
        (
            "product",
            json!("5c822a51a987df46e453150037e0fc1ac056cfbb"),
            "no product 5c822a51a987df46e453150037e0fc1ac056cfbb",
        ),
    ] {
        let mut wrong = correction(1);
        wrong[member] = value;
        server.post("/corrections", wrong).await.refuses(member, expected);
    }
    let mut of_open = correction(1);
    of_open["corrects"] = "2027-02".into();
    let refused = server.post("/corrections", of_open).await.expect(409).json();
    assert_eq!(refused["detail"], "month 2027-02 is open, expected one that is closed");
    // A clock that was set back.
    server.set_clock(NOW);
    let refused = add(&server, 1).await.expect(409).json();
    assert_eq!(
        refused["detail"],
        "it is 2027-01-15T08:00:00.000Z, expected an instant of a month that is open"
    );
}

#[tokio::test]
async fn corrections_are_listed_a_page_at_a_time_and_are_there_after_a_restart() {
    let server = closed().await;
    for amount in 1..=3 {
        add(&server, amount).await.expect(201);
    }
    let first = server.get("/corrections?limit=2").await.expect(200).json();
    let next = first["next"].as_str().unwrap();
    let place = super::engine::place(&server.folder().join("store.db")).await;
    server.store.close().await;
    let again = server.again(place).await;
    let last = again.get(&format!("/corrections?after={next}")).await.expect(200).json();
    assert_eq!((&last["items"][0]["amount"], &last["next"]), (&json!(3), &Value::Null));
    assert_eq!(last["items"][0]["corrects"], "2027-01");
}

#[tokio::test]
async fn a_correction_is_made_once_for_a_key() {
    let server = closed().await;
    let call =
        || server.call("POST", "/corrections").json(&correction(5)).header("idempotency-key", "a");
    call().send().await.expect(201);
    assert_eq!(call().send().await.expect(201).header("idempotent-replayed"), Some("true"));
    let all = server.get("/corrections").await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    let audit = server.get("/audit?limit=1").await.json();
    assert_eq!(audit["items"][0]["action"], "correction.add");
}
