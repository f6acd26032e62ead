//! `storeauth store usage`, `bill`, `why` and the export of records.

mod util;

use serde_json::{Value, json};
use util::store::{COMPANY, DISPLAY, PRODUCT, Served};

fn month() -> String {
    chrono::Utc::now().format("%Y-%m").to_string()
}

#[test]
fn a_display_that_was_authorized_is_billed_once() {
    let store = Served::with_catalogue();
    for _ in 0..3 {
        assert!(store.is_authorized());
    }
    let month = month();
    let csv = store.ask(&["bill", "--month", &month, "--format", "csv"]);
    let line = format!("{month},{COMPANY},{PRODUCT},display,1,3,0,0,250,USD");
    assert_eq!(csv.lines().nth(1), Some(line.as_str()), "{csv}");
    let text = store.ask(&["bill", "--month", &month]);
    assert!(text.ends_with("\ntotal: 250 USD in minor units\n"), "{text}");
    let json: Value =
        serde_json::from_str(&store.ask(&["bill", "--month", &month, "--format", "json"])).unwrap();
    assert_eq!(json[0]["amount"], 250);
}

#[test]
fn usage_is_counted_by_company_and_product() {
    let store = Served::with_catalogue();
    assert!(store.is_authorized());
    let usage = store.ask(&["usage", "--month", &month()]);
    let line = usage.lines().nth(1).unwrap();
    assert!(line.starts_with(&format!("{COMPANY}  {PRODUCT}  display")), "{usage}");
}

#[test]
fn usage_and_bills_are_of_those_alone_who_are_asked_for() {
    let store = Served::with_catalogue();
    assert!(store.is_authorized());
    let other = store.ask(&["company", "add", "--name", "Other"]);
    let of = |company: &str| {
        store
            .ask(&["bill", "--month", &month(), "--format", "csv", "--company", company])
            .lines()
            .count()
    };
    assert_eq!((of(COMPANY), of(other.trim_end())), (2, 1));
}

#[test]
fn each_record_of_usage_is_a_line() {
    let store = Served::with_catalogue();
    assert!(store.is_authorized());
    let record: Value = serde_json::from_str(&store.ask(&["export", "--usage"])).unwrap();
    assert_eq!((&record["display"], &record["standing"]), (&json!(DISPLAY), &json!("subscribed")));
    let csv = store.ask(&["export", "--usage", "--format", "csv", "--month", &month()]);
    assert!(csv.starts_with("at,company,display,product,standing,plan,until\n"), "{csv}");
    assert_eq!(csv.lines().count(), 2);
    assert_eq!(store.ask(&["export", "--usage", "--month", "2020-01"]), "");
}

#[test]
fn a_month_that_is_none_is_refused() {
    let store = Served::start();
    for month in ["2026-13", "2026-00", "2026-1", "26-11", "november"] {
        let run = store.command(&["bill", "--month", month]).run();
        run.assert_usage(&format!(
            "invalid value '{month}' for '--month <MONTH>': expected a month such as 2026-11"
        ));
    }
}

#[test]
fn why_says_what_would_be_answered_and_ends_like_it() {
    let store = Served::with_catalogue();
    let why = ["why", "--id", DISPLAY, "--pc", PRODUCT];
    let run = store.command(&why).run();
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.contains("\nit would authorize until "), "{}", run.stdout);
    store.ask(&["company", "set", COMPANY, "--standing", "suspended"]);
    let run = store.command(&why).run();
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
    assert!(
        run.stdout.contains("\nit would deny: Subscription is not active.\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn why_records_nothing_and_starts_no_trial() {
    let store = Served::with_catalogue();
    store.ask(&["subscription", "remove", COMPANY, PRODUCT]);
    let run = store.command(&["why", "--id", DISPLAY, "--pc", PRODUCT]).run();
    assert!(run.stdout.ends_with(", which starts a trial\n"), "{}", run.stdout);
    assert_eq!(store.ask(&["export", "--usage"]), "");
    assert_eq!(store.ask(&["subscription", "list", "--format", "json"]), "");
}
