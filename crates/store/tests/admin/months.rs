//! `/months`

use super::{
    engine,
    server::{COMPANY, NOW, PRODUCT, Server},
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use std::convert::Infallible;
use store_auth_store::{
    Draft, Seal,
    billing::Month,
    maintenance,
    model::{Edit, Millis, Paid, Plan, Usage},
};
use tokio::runtime::Runtime;

/// A minute after the month of [`NOW`].
pub(crate) const OVER: i64 = 1_801_440_060_000;
const FORMATS: [&str; 3] = ["json", "csv", "text"];

/// One with usage in a month that is over.
pub(crate) async fn used() -> Server {
    let server = Server::stocked().await;
    server.record(NOW, Some("DISPLAY1")).await;
    server.record(NOW + 1, Some("DISPLAY1")).await;
    server.record(NOW + 2, None).await;
    server.set_clock(OVER);
    server
}

pub(crate) async fn closed() -> Server {
    let server = used().await;
    close(&server).await;
    server
}

pub(crate) async fn close(server: &Server) -> Value {
    server.call("POST", "/months/2027-01/close").send().await.expect(200).json()
}

pub(crate) async fn bills(server: &Server) -> Vec<String> {
    let mut bills = Vec::new();
    for format in FORMATS {
        let bill = server.get(&format!("/bill?month=2027-01&format={format}")).await;
        bills.push(bill.expect(200).body);
    }
    bills
}

pub(crate) async fn problems(server: &Server) -> Vec<String> {
    let place = engine::place(&server.folder().join("store.db")).await;
    maintenance::check(place, &Seal::new(&[7; 32])).await.unwrap().problems
}

#[tokio::test]
async fn the_bill_of_a_closed_month_stays_whatever_is_priced_or_recorded_later() {
    let server = used().await;
    let before = bills(&server).await;
    assert_eq!(
        close(&server).await,
        json!({
            "month": "2027-01", "state": "closed", "records": 3, "lines": 1,
            "closed": "2027-02-01T00:01:00.000Z", "pruned": null,
        })
    );
    assert_eq!(bills(&server).await, before);
    // Nobody who asks can set a price of the past: this is worse.
    let mut product = (**server.store.catalogue().product(PRODUCT).unwrap()).clone();
    product.prices[0].amount = Some(9999);
    let draft = Draft { action: "test", edits: vec![Edit::Product(product)], ..Draft::default() };
    server.store.change(|_| Ok::<_, Infallible>(draft)).await.unwrap();
    server.put("/displays/DISPLAY2", json!({"company": COMPANY})).await.expect(201);
    server.record(NOW + 3, Some("DISPLAY2")).await;
    assert_eq!(bills(&server).await, before);
}

#[tokio::test]
async fn a_month_is_closed_a_minute_after_its_end_and_not_before() {
    let server = used().await;
    for early in [NOW, OVER - 60_000, OVER - 1] {
        server.set_clock(early);
        let refused = server.call("POST", "/months/2027-01/close").send().await.expect(409).json();
        let detail = refused["detail"].as_str().unwrap();
        let expected = "month 2027-01 can be closed from 2027-02-01T00:01:00.000Z on, and it is ";
        assert!(detail.starts_with(expected), "{detail}");
    }
    server.set_clock(OVER);
    assert_eq!(close(&server).await["state"], "closed");
}

#[tokio::test]
async fn to_close_a_month_twice_changes_nothing() {
    let server = used().await;
    let first = close(&server).await;
    let version = server.store.catalogue().version();
    server.set_clock(OVER + 1000);
    assert_eq!(close(&server).await, first);
    assert_eq!(server.store.catalogue().version(), version);
    let audit = server.get("/audit?limit=1").await.json();
    let entry = &audit["items"][0];
    assert_eq!((&entry["action"], &entry["object"]), (&json!("month.close"), &json!("2027-01")));
    assert_eq!(entry["after"], first);
}

#[tokio::test]
async fn a_month_is_closed_once_for_a_key() {
    let server = used().await;
    let call = || server.call("POST", "/months/2027-01/close").header("idempotency-key", "a");
    let first = call().send().await.expect(200);
    let again = call().send().await.expect(200);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.body, first.body);
}

#[tokio::test]
async fn of_many_who_close_a_month_at_once_one_does() {
    let server = used().await;
    let version = server.store.catalogue().version();
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let call = server.call("POST", "/months/2027-01/close");
        asked.spawn(async move { call.send().await.expect(200).body });
    }
    let mut answers = asked.join_all().await;
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(server.store.catalogue().version(), version + 1);
}

#[tokio::test]
async fn a_record_that_comes_to_a_closed_month_is_found() {
    let server = closed().await;
    assert_eq!(problems(&server).await, [""; 0]);
    server.record(NOW + 3, Some("DISPLAY1")).await;
    assert_eq!(
        problems(&server).await,
        [
            "month 2027-01: 4 records of usage, expected the 3 that its bill was made of and that were not pruned"
        ]
    );
}

#[tokio::test]
async fn months_are_listed_with_what_became_of_them() {
    let server = used().await;
    server.record(OVER, Some("DISPLAY1")).await;
    let months = server.get("/months").await.expect(200);
    assert_eq!(months.items("state"), ["open", "open"]);
    close(&server).await;
    let months = server.get("/months").await.expect(200);
    assert_eq!(months.items("month"), ["2027-01", "2027-02"]);
    assert_eq!(months.items("state"), ["closed", "open"]);
    let records: Vec<_> = months.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|month| month["records"].clone())
        .collect();
    assert_eq!(records, [3, 1]);
    server.call("POST", "/months/2027-01/prune").send().await.expect(200);
    assert_eq!(server.get("/months").await.items("state"), ["pruned", "open"]);
}

#[tokio::test]
async fn a_closed_month_is_one_after_a_restart() {
    let server = used().await;
    let place = engine::place(&server.folder().join("store.db")).await;
    // More lines than are written with their change.
    let document = json!({"companies": (0..300).map(|number| json!({
        "id": format!("1c3a55a7-0000-0000-0000-{number:012x}"), "name": "One",
        "displays": [format!("MORE{number}")],
    })).collect::<Vec<_>>()});
    server.post("/import", document).await.expect(200);
    let usages: Vec<Usage> = {
        let catalogue = server.store.catalogue();
        let companies = catalogue.companies_after(None).map(|company| company.number);
        companies
            .map(|company| Usage { company, display: None, ..server_usage(&catalogue) })
            .collect()
    };
    for usage in usages {
        server.store.record(usage).await.unwrap();
    }
    let before = server.get("/bill?month=2027-01").await.expect(200).body;
    assert_eq!(close(&server).await["lines"], 301);
    server.store.close().await;
    let again = server.again(place).await;
    assert_eq!(again.get("/bill?month=2027-01").await.expect(200).body, before);
    assert_eq!(again.get("/months").await.items("state"), ["closed"]);
    assert_eq!(problems(&again).await, [""; 0]);
}

fn server_usage(catalogue: &store_auth_store::Catalogue) -> Usage {
    Usage {
        at: Millis(NOW),
        company: catalogue.company(COMPANY).unwrap().number,
        display: None,
        product: catalogue.product(PRODUCT).unwrap().number,
        paid: Paid::Subscribed(Plan::Display),
        until: Millis(NOW + 1),
    }
}

/// A record on one of three displays, or none, of one of two companies, at some place of a month.
fn records() -> impl Strategy<Value = Vec<(bool, Option<u32>, u8, u32)>> {
    vec((any::<bool>(), option::of(0_u32..3), 0_u8..4, 0_u32..100), 0..40)
}

#[test]
fn a_bill_is_the_same_before_its_month_is_closed_and_after() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::stocked());
    let other = runtime.block_on(async {
        let made = server.post("/companies", json!({"name": "Other"})).await.json();
        for display in ["B", "C"] {
            server
                .put(&format!("/displays/{display}"), json!({"company": COMPANY}))
                .await
                .expect(201);
        }
        made["id"].as_str().unwrap().to_owned()
    });
    // Each case has a month of its own.
    let mut month: Month = "2027-01".parse().unwrap();
    let month = std::cell::RefCell::new(&mut month);
    let mut runner =
        TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let law = |records: Vec<(bool, Option<u32>, u8, u32)>| {
        let mut month = month.borrow_mut();
        **month = Month::of(month.range().end);
        let Millis(begin) = month.range().start;
        runtime.block_on(async {
            let usages: Vec<Usage> = {
                let catalogue = server.store.catalogue();
                let usage = |(is_other, display, paid, at): &(bool, Option<u32>, u8, u32)| {
                    let id = if *is_other { &other } else { COMPANY };
                    let display = display.map(|at| ["DISPLAY1", "B", "C"][at as usize]);
                    Usage {
                        at: Millis(begin + i64::from(*at) * 20_000_000),
                        company: catalogue.company(id).unwrap().number,
                        display: display.map(|id| catalogue.display(id).unwrap().number),
                        paid: [
                            Paid::Free,
                            Paid::Trial,
                            Paid::Subscribed(Plan::Display),
                            Paid::Subscribed(Plan::Company),
                        ][usize::from(*paid)],
                        ..server_usage(&catalogue)
                    }
                };
                records.iter().map(usage).collect()
            };
            for usage in usages {
                server.store.record(usage).await.unwrap();
            }
            server.set_clock(month.range().end.0 + 60_000);
            let paths = FORMATS.into_iter().flat_map(|format| {
                let path = format!("/bill?month={month}&format={format}");
                [
                    path.clone(),
                    format!("{path}&company={other}"),
                    format!("{path}&product={PRODUCT}"),
                ]
            });
            let mut before = Vec::new();
            for path in paths {
                before.push((path.clone(), server.get(&path).await.expect(200).body));
            }
            let closed = server.call("POST", &format!("/months/{month}/close")).send().await;
            assert_eq!(closed.expect(200).json()["records"], records.len());
            for (path, bill) in before {
                assert_eq!(server.get(&path).await.expect(200).body, bill, "{path}");
            }
        });
        Ok(())
    };
    runner.run(&records(), law).unwrap();
}
