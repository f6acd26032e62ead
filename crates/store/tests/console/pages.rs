//! What stands on the pages.

use crate::{
    browser::Browser,
    server::{COMPANY, NOW, PRODUCT, Server},
};
use serde_json::json;
use std::time::Duration;

const DAY: i64 = 86_400_000;

/// The page, once what it shows was counted.
pub(crate) async fn counted(browser: &Browser<'_>, page: &str) -> String {
    for _ in 0..400 {
        let answer = browser.get(page).await.expect(200);
        if !answer.body.contains("being counted") {
            return answer.body;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{page} was not counted");
}

#[tokio::test]
async fn the_page_that_says_why_names_each_step_and_what_to_do() {
    let server = Server::stocked().await;
    let other = server.post("/companies", json!({"name": "Buyer"})).await.expect(201).json();
    let bought = json!({"status": "Subscribed", "plan": "display"});
    let buyer = other["id"].as_str().unwrap();
    server.put(&format!("/subscriptions/{buyer}/{PRODUCT}"), bought).await.expect(201);
    let ended = json!({"status": "Trial Expired"});
    server.put(&format!("/subscriptions/{COMPANY}/{PRODUCT}"), ended).await.expect(201);
    let browser = Browser::of_admin(&server).await;
    let unknown =
        browser.get(&format!("/console/why?id=DISPLAY9&pc={PRODUCT}")).await.expect(200).body;
    assert!(
        unknown.contains("Denied: Display not found.") && unknown.contains("alert()"),
        "{unknown}"
    );
    let of_other =
        browser.get(&format!("/console/why?id=DISPLAY1&pc={PRODUCT}")).await.expect(200).body;
    let remedy = "Make sure that the presentation and the display are of the same company";
    assert!(of_other.contains("Denied: Subscription is not active."), "{of_other}");
    assert!(of_other.to_lowercase().contains(&remedy.to_lowercase()), "{of_other}");
    assert!(of_other.contains(&format!("/console/companies/{COMPANY}")), "{of_other}");
    let bought =
        browser.get(&format!("/console/why?cid={buyer}&pc={PRODUCT}")).await.expect(200).body;
    assert!(bought.contains("Authorized until"), "{bought}");
}

#[tokio::test]
async fn the_overview_tells_the_revenue_of_the_running_month() {
    let server = Server::stocked().await;
    server.record(NOW - DAY, Some("DISPLAY1")).await;
    server.record(NOW - DAY / 2, Some("DISPLAY1")).await;
    let browser = Browser::of_admin(&server).await;
    let page = counted(&browser, "/console").await;
    assert!(page.contains("Revenue of 2027-01 so far") && page.contains("19.16 USD"), "{page}");
}

#[tokio::test]
async fn the_overview_draws_what_was_authorized_each_day() {
    let server = Server::stocked().await;
    for at in [NOW - 2 * DAY, NOW - DAY, NOW - DAY] {
        server.record(at, Some("DISPLAY1")).await;
    }
    let browser = Browser::of_admin(&server).await;
    let page = counted(&browser, "/console").await;
    for (day, count) in [("13", 1), ("14", 2)] {
        let row = format!("<td>2027-01-{day}</td><td class=\"number\">{count}</td>");
        assert!(page.contains(&row), "{row}: {page}");
    }
    // Of a scale up to 2, in its day's place.
    for bar in [
        r#"<rect class="series0" x="121" width="8" y="500" height="500">"#,
        r#"<rect class="series0" x="131" width="8" y="0" height="1000">"#,
    ] {
        assert!(page.contains(bar), "{bar}: {page}");
    }
}

#[tokio::test]
async fn a_bill_and_a_statement_show_what_the_interface_bills() {
    let server = Server::stocked().await;
    server.record(NOW - DAY, Some("DISPLAY1")).await;
    server.record(NOW - DAY, None).await;
    let browser = Browser::of_admin(&server).await;
    let bill = counted(&browser, "/console/bills/2027-01").await;
    assert!(
        bill.contains("19.16 USD") && bill.contains("Acme") && bill.contains("Weather"),
        "{bill}"
    );
    let path = format!("/console/bills/2027-01/companies/{COMPANY}");
    let statement = counted(&browser, &path).await;
    assert!(
        statement.contains("Statement for 2027-01") && statement.contains("19.16 USD"),
        "{statement}"
    );
    let other = server.post("/companies", json!({"name": "Other"})).await.expect(201).json();
    let of_other = format!("/console/bills/2027-01?company={}", other["id"].as_str().unwrap());
    let none = counted(&browser, &of_other).await;
    assert!(none.contains("There is nothing to bill."), "{none}");
    let csv = browser.get("/console/bills/2027-01/csv").await.expect(200);
    assert_eq!(csv.body, server.get("/bill?month=2027-01&format=csv").await.body);
    assert_eq!(
        csv.header("content-disposition"),
        Some("attachment; filename=\"bill-2027-01.csv\"")
    );
    let records = browser.get("/console/bills/2027-01/records").await.expect(200);
    let exported = server.get("/usage/export?month=2027-01&format=csv").await;
    assert_eq!(records.body, exported.body);
}

#[tokio::test]
async fn a_month_is_closed_corrected_and_its_records_removed() {
    let server = Server::stocked().await;
    server.record(NOW - 20 * DAY, Some("DISPLAY1")).await;
    let browser = Browser::of_admin(&server).await;
    let close = "/console/bills/2026-12/close";
    browser.fill(close, close, &[]).await.expect(303);
    let running = "/console/bills/2027-01/close";
    browser.fill(running, running, &[]).await.expect(409);
    let page = "/console/corrections";
    let typed = [
        ("corrects", "2026-12"),
        ("company", COMPANY),
        ("product", PRODUCT),
        ("amount", "-500"),
        ("currency", "USD"),
        ("reason", "broken"),
    ];
    browser.fill(page, page, &typed).await.expect(303);
    assert!(browser.get(page).await.expect(200).body.contains("−5.00 USD"));
    let closed = counted(&browser, "/console/bills/2026-12").await;
    assert!(closed.contains("19.16 USD") && closed.contains("never changes"), "{closed}");
    let january = counted(&browser, "/console/bills/2027-01").await;
    assert!(january.contains("Correction of 2026-12: broken"), "{january}");
    let prune = "/console/bills/2026-12/prune";
    browser.fill(prune, prune, &[]).await.expect(303);
    assert_eq!(server.get("/months").await.json()["items"][0]["state"], "pruned");
    let months = browser.get("/console/bills").await.expect(200).body;
    assert!(months.contains("2026-12") && months.contains("pruned"), "{months}");
}

#[tokio::test]
async fn what_is_counted_goes_on_where_it_was_and_no_old_bill_is_shown() {
    let server = Server::stocked().await;
    server.record(NOW - DAY, Some("DISPLAY1")).await;
    let browser = Browser::of_admin(&server).await;
    counted(&browser, "/console/bills/2027-01").await;
    server.put("/displays/DISPLAY2", json!({"company": COMPANY})).await.expect(201);
    server.set_clock(NOW + 20 * 60_000);
    server.record(NOW + 60_000, Some("DISPLAY1")).await;
    server.record(NOW + 120_000, Some("DISPLAY2")).await;
    // What was counted twenty minutes ago is not shown.
    let page = counted(&browser, "/console/bills/2027-01").await;
    assert!(page.contains("38.32 USD") && page.contains("with 3 records"), "{page}");
    assert!(page.contains("until 2027-01-15 08:19 UTC"), "{page}");
}

#[tokio::test]
async fn a_bill_goes_on_being_shown_while_nothing_is_used() {
    let server = Server::stocked().await;
    server.record(NOW - DAY, Some("DISPLAY1")).await;
    let browser = Browser::of_admin(&server).await;
    for minutes in [0, 20, 40] {
        server.set_clock(NOW + minutes * 60_000);
        for page in ["/console/bills/2027-01", "/console"] {
            let page = counted(&browser, page).await;
            assert!(page.contains("19.16 USD"), "{minutes}: {page}");
        }
    }
}

#[tokio::test]
async fn a_month_that_was_just_closed_is_shown_as_it_was_closed() {
    let server = Server::stocked().await;
    server.put("/displays/DISPLAY2", json!({"company": COMPANY})).await.expect(201);
    server.record(NOW - 20 * DAY, Some("DISPLAY1")).await;
    let browser = Browser::of_admin(&server).await;
    let (bill, statement) = (
        "/console/bills/2026-12".to_owned(),
        format!("/console/bills/2026-12/companies/{COMPANY}"),
    );
    assert!(counted(&browser, &bill).await.contains("19.16 USD"));
    // It has come since it was counted, and before it is closed.
    server.record(NOW - 20 * DAY, Some("DISPLAY2")).await;
    server.call("POST", "/months/2026-12/close").send().await.expect(200);
    for (page, says) in [(statement, "This is final since"), (bill, "never changes")] {
        let page = counted(&browser, &page).await;
        assert!(page.contains(says) && page.contains("38.32 USD"), "{page}");
    }
}
