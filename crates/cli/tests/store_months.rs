//! `storeauth store close`, `months`, `correction` and `prune`.

#[path = "util/two_months_ago.rs"]
mod two_months_ago;
mod util;

use chrono::{Months, Utc};
use serde_json::Value;
use std::{fs, path::Path};
use two_months_ago::use_it;
use util::{
    shown,
    store::{COMPANY, Folder, PRODUCT, Served, store as command},
};

const RECORDS: i64 = 1000;

fn month_before_last() -> String {
    (Utc::now() - Months::new(2)).format("%Y-%m").to_string()
}

/// One whose display was authorized two months ago.
fn used() -> Served {
    let folder = Served::with_catalogue().end();
    use_it(&folder.data(), RECORDS);
    Served::of(folder)
}

fn states(store: &Served) -> Vec<String> {
    let months = store.ask(&["months", "--format", "json"]);
    let lines = months.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|month| month["state"].as_str().unwrap().to_owned()).collect()
}

fn bill(store: &Served, month: &str) -> String {
    store.ask(&["bill", "--month", month, "--format", "csv"])
}

fn check(store: &Served) -> String {
    store.ask(&["check", "--data", store.folder.data().to_str().unwrap()])
}

fn close(store: &Served, month: &str) -> util::Output {
    let run = store.command(&["close", "--month", month]).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    run
}

fn prune(store: &Served, month: &str, archive: &Path) -> util::Output {
    let archive = archive.to_str().unwrap();
    store.command(&["prune", "--month", month, "--archive", archive]).run()
}

#[test]
fn a_month_is_closed_once_and_its_bill_stays() {
    let (store, month) = (used(), month_before_last());
    assert_eq!(states(&store), ["open"]);
    let before = bill(&store, &month);
    let first = close(&store, &month);
    assert!(first.stdout.lines().nth(1).unwrap().starts_with(&format!("{month}  closed  1000")));
    assert_eq!(close(&store, &month).stdout, first.stdout);
    assert_eq!(bill(&store, &month), before);
    assert_eq!(states(&store), ["closed"]);
}

#[test]
fn this_month_is_not_closed() {
    let store = Served::start();
    let month = Utc::now().format("%Y-%m").to_string();
    let run = store.command(&["close", "--month", &month]).run();
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains(&format!("error: month {month} can be closed from ")), "{run:?}");
}

#[test]
fn a_correction_is_billed_in_this_month() {
    let (store, month) = (used(), month_before_last());
    close(&store, &month);
    let before = bill(&store, &month);
    let add = ["correction", "add", "--month", &month, "--company", COMPANY, "--product", PRODUCT];
    let what = ["--amount", "-250", "--currency", "USD", "--reason", "Display was broken"];
    let added = store.ask(&[&add[..], &what].concat());
    assert!(added.contains("\namount: -250\n"), "{added}");
    assert_eq!(bill(&store, &month), before);
    let now = bill(&store, &Utc::now().format("%Y-%m").to_string());
    assert!(now.ends_with(&format!(",-250,USD,{month},Display was broken\n")), "{now}");
    let listed = store.ask(&["correction", "list", "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&listed).unwrap()["corrects"], month);
}

#[test]
fn an_amount_is_of_minor_units() {
    let add = ["store", "correction", "add", "--month", "2026-01", "--amount", "2.50"];
    let run = util::storeauth(add[0]).args(&add[1..]).run();
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("expected a whole number of minor units"), "{run:?}");
}

#[test]
fn a_closed_month_is_moved_to_the_archive() {
    let (store, month) = (used(), month_before_last());
    let archive = store.folder.path("archive");
    let refused = prune(&store, &month, &archive);
    let error = format!("error: month {month} is open, expected one that is closed\n");
    assert_eq!((refused.stderr, refused.code), (error, Some(2)));
    close(&store, &month);
    let before = bill(&store, &month);
    let run = prune(&store, &month, &archive);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(archive.join(format!("month={month}/product_group=0-3/usage.parquet")).exists());
    assert_eq!(states(&store), ["pruned"]);
    assert_eq!(bill(&store, &month), before);
    assert_eq!(prune(&store, &month, &archive).code, Some(0));
    for asked in [&["usage", "--month", &month][..], &["export", "--usage", "--month", &month]] {
        let refused = store.command(asked).run();
        assert_eq!(refused.code, Some(2));
        let error = format!("error: month {month} was pruned at ");
        assert!(refused.stderr.starts_with(&error), "{refused:?}");
    }
    assert_eq!(store.ask(&["export", "--usage"]), "");
    assert!(check(&store).contains(": good: "));
}

#[test]
fn a_month_whose_archive_is_not_whole_keeps_its_records() {
    let (store, month) = (used(), month_before_last());
    close(&store, &month);
    let archive = store.folder.path("archive");
    // Of a month without usage.
    let empty = archive.join("month=2020-01");
    let export = ["export", "--usage", "--month", "2020-01", "--format", "parquet", "--output"];
    store.ask(&[&export[..], &[archive.to_str().unwrap()]].concat());
    let path = archive.join(format!("month={month}"));
    fs::rename(&empty, &path).unwrap();
    let refused = prune(&store, &month, &archive);
    let error = format!(
        "error: {}: 0 records, expected the 1000 that the bill was made of\n",
        path.display()
    );
    assert_eq!((refused.stderr, refused.code), (error, Some(2)));
    let file = path.join("product_group=0-3/usage.parquet");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let refused = prune(&store, &month, &archive);
    assert!(refused.stderr.starts_with(&format!("error: {}: ", file.display())), "{refused:?}");
    assert_eq!(states(&store), ["closed"]);
    assert_eq!(store.ask(&["export", "--usage"]).lines().count(), 1000);
}

#[test]
fn a_prune_that_is_killed_goes_on_by_itself_and_says_so_when_asked_again() {
    let (store, month) = (used(), month_before_last());
    close(&store, &month);
    let archive = store.folder.path("archive");
    let folder: Folder = {
        let command =
            store.command(&["prune", "--month", &month, "--archive", archive.to_str().unwrap()]);
        let pruning = std::thread::spawn(move || command.run());
        // As soon as it is decided.
        while states(&store) != ["pruned"] {}
        let folder = store.kill();
        pruning.join().unwrap();
        folder
    };
    let store = Served::of(folder);
    assert_eq!(prune(&store, &month, &archive).code, Some(0));
    assert_eq!(store.ask(&["export", "--usage"]), "");
    assert!(check(&store).contains(": good: "));
}

#[test]
fn what_comes_to_a_closed_month_is_warned_of_wherever_it_is_copied_to() {
    let (store, month) = (used(), month_before_last());
    close(&store, &month);
    let folder = store.end();
    use_it(&folder.data(), 1);
    let store = Served::of(folder);
    let late = format!(
        "month {month}: 1001 records of usage, expected the 1000 that its bill was made of and that were not pruned"
    );
    let warns_of = |run: util::Output, of: &Path| {
        let warning = format!("warning: {}: {late}\n", shown(of));
        assert_eq!((run.stderr, run.code), (warning, Some(0)));
    };
    let (data, backup) = (store.folder.data(), store.folder.path("backup.db"));
    warns_of(store.command(&["backup", "--output"]).arg(&backup).run(), &backup);
    let (restored, key) = (store.folder.path("restored"), data.join("master.key"));
    let restore = command(&["restore"]).arg(&backup).arg("--data").arg(&restored);
    warns_of(restore.arg("--master-key").arg(&key).run(), &restored.join("store.db"));
    let checked = store.command(&["check", "--data"]).arg(&data).run();
    checked.assert_prints(1, &format!("{}: {late}\n", shown(data.join("store.db"))));
    let folder = store.end();
    let moved = command(&["migrate", "--from"]).arg(&data).arg("--to").arg(folder.path("moved"));
    warns_of(moved.arg("--master-key").arg(&key).run(), &data.join("store.db"));
}
