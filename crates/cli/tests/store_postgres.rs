//! `storeauth store` with a database of `PostgreSQL`, and two Stores that share it.
//!
//! `ci/postgres` makes a cluster and runs this: one that is missing is a failure.

#![cfg(unix)]

mod util;

use chrono::Utc;
use serde_json::Value;
use std::{
    collections::HashMap,
    fs,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use util::{
    PATIENCE,
    http::{Client, get},
    postgres::{config, database, psql},
    store::{CATALOGUE, COMPANY, DISPLAY, Folder, PRODUCT, Served},
    storeauth,
};

fn init(folder: &Folder) -> util::Output {
    let init = storeauth("store").arg("init").arg("--data").arg(folder.data());
    init.arg("--config").arg(folder.path("store.toml")).run()
}

fn made(database: &str) -> Folder {
    let folder = Folder::none();
    folder.write("store.toml", &config(database));
    let run = init(&folder);
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)));
    assert!(run.stdout.starts_with(&format!("{database}: the database, empty\n")), "{run:?}");
    folder
}

/// A folder for one more Store of the same database.
fn another(first: &Served) -> Folder {
    let folder = Folder::none();
    fs::create_dir(folder.data()).unwrap();
    for name in ["master.key", "admin.token"] {
        fs::copy(first.folder.data().join(name), folder.data().join(name)).unwrap();
    }
    fs::copy(first.folder.path("store.toml"), folder.path("store.toml")).unwrap();
    folder
}

fn month() -> String {
    Utc::now().format("%Y-%m").to_string()
}

#[test]
fn a_store_is_made_served_checked_and_billed() {
    let store = Served::of(made(&database()));
    assert!(!store.folder.data().join("store.db").exists());
    store.import(CATALOGUE);
    assert!(store.is_authorized());
    let csv = store.ask(&["bill", "--month", &month(), "--format", "csv"]);
    let line = format!("{},{COMPANY},{PRODUCT},display,1,1,0,0,250,USD", month());
    assert_eq!(csv.lines().nth(1), Some(line.as_str()), "{csv}");
    let folder = store.end();
    let (data, file) = (folder.data(), folder.path("store.toml"));
    let check = util::store::store(&["check"]).arg("--data").arg(data).arg("--config").arg(file);
    let run = check.run();
    assert!(run.stdout.contains(": good: "), "{run:?}");
    let store = Served::of(folder);
    assert!(store.is_authorized());
}

#[test]
fn a_check_of_the_configuration_refuses_a_database_that_a_start_would() {
    let store = Served::of(made(&database()));
    let checked = |folder: &Folder, options: &[&str]| {
        let mut serve = util::store::store(&["serve", "--listen", "127.0.0.1:0"]).args(options);
        serve = serve.args(["--admin", "127.0.0.1:0"]).arg("--data").arg(folder.data());
        serve.arg("--config").arg(folder.path("store.toml")).run()
    };
    let run = checked(&store.folder, &["--check"]);
    assert!(run.stdout.ends_with(": good\n"), "{run:?}");
    let folder = store.end();
    let empty = database();
    folder.write("store.toml", &config(&empty));
    let (check, start) = (checked(&folder, &["--check"]), checked(&folder, &[]));
    let expected = format!("{empty}: not a Store's database");
    for run in [check, start] {
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains(&expected), "{run:?}");
    }
}

#[test]
fn a_database_that_has_a_store_is_not_made_anew() {
    let database = database();
    made(&database);
    let folder = Folder::none();
    folder.write("store.toml", &config(&database));
    let run = init(&folder);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains(&format!("{database}: there already")), "{run:?}");
    assert!(!folder.data().exists());
}

#[test]
fn no_password_is_taken_in_the_url_nor_shown() {
    let folder = Folder::none();
    folder.write("store.toml", "\n[database]\nurl = 'postgres://a:open-sesame@localhost/store'\n");
    let run = init(&folder);
    assert_eq!(run.code, Some(2));
    let expected =
        "store.toml, line 3: expected no password in the URL, but a `password_file` beside it\n";
    assert!(run.stderr.ends_with(expected), "{run:?}");
    assert!(!run.stderr.contains("sesame"));
}

#[test]
fn a_backup_is_left_to_the_databases_own_tools() {
    let store = Served::of(made(&database()));
    let file = store.folder.path("backup");
    let run = store.command(&["backup", "--output", file.to_str().unwrap()]).run();
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("pg_dump or pg_basebackup, as docs/store.md shows"), "{run:?}");
    assert!(!file.exists());
}

#[test]
fn each_store_of_a_database_has_a_folder_of_its_own() {
    let first = Served::of(made(&database()));
    let output = first.folder.serve().output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    let expected =
        format!("process {} serves from it, expected a folder for each Store", first.pid());
    assert!(said.contains(&expected), "{said}");
}

#[test]
fn what_one_store_changes_the_other_serves_by() {
    let first = Served::of(made(&database()));
    first.import(CATALOGUE);
    let other = Served::of(another(&first));
    assert!(other.is_authorized());
    other.ask(&["company", "set", COMPANY, "--standing", "suspended"]);
    let start = Instant::now();
    while first.is_authorized() {
        assert!(start.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(1));
    }
    let audit = first.ask(&["audit"]);
    assert!(audit.contains("company.set"), "{audit}");
}

#[test]
fn a_store_that_does_not_see_the_changes_of_others_is_not_ready() {
    let database = database();
    let store = Served::of(made(&database));
    let is_ready = || get(store.admin(), "/readyz", &[]).status == 200;
    let until = |ready: bool| {
        let start = Instant::now();
        while is_ready() != ready {
            assert!(start.elapsed() < PATIENCE);
            thread::sleep(Duration::from_millis(20));
        }
    };
    assert!(is_ready());
    psql(&database, "ALTER TABLE change RENAME TO away");
    until(false);
    let answer = get(store.admin(), "/readyz", &[]);
    assert!(answer.body.contains("changes of other Stores are not seen"), "{}", answer.body);
    psql(&database, "ALTER TABLE away RENAME TO change");
    until(true);
}

/// Each display is asked for until it is authorized, as an App would.
#[test]
fn where_one_of_two_is_killed_the_bill_is_of_all_that_was_acknowledged() {
    const DISPLAYS: usize = 2000;
    let first = Served::of(made(&database()));
    let listed = (0..DISPLAYS).map(|number| format!("\"MORE{number}\"")).collect::<Vec<_>>();
    first.import(
        &CATALOGUE.replace(&format!("[\"{DISPLAY}\"]"), &format!("[{}]", listed.join(","))),
    );
    let other = Served::of(another(&first));
    let addresses = [first.address().to_owned(), other.address().to_owned()];
    let answered = Arc::new(Mutex::new(HashMap::<String, usize>::new()));
    let asking: Vec<_> = (0..8)
        .map(|worker| {
            let (addresses, answered) = (addresses.clone(), Arc::clone(&answered));
            thread::spawn(move || {
                let mut at = worker % 2;
                let mut client = Client::connect(&*addresses[at]);
                for number in (worker..DISPLAYS).step_by(8) {
                    let target = format!("/v1/widget/auth?id=MORE{number}&pc={PRODUCT}");
                    loop {
                        match client.try_get(&target) {
                            Ok(answer) if answer.status == 200 => {
                                assert!(answer.body.starts_with("{\"authorized\":true"));
                                let mut answered = answered.lock().unwrap();
                                *answered.entry(format!("MORE{number}")).or_default() += 1;
                                break;
                            }
                            Ok(answer) => assert_eq!(answer.status, 503),
                            // It is gone.
                            Err(_) => {
                                at = 1;
                                client = Client::connect(&*addresses[at]);
                            }
                        }
                    }
                }
            })
        })
        .collect();
    let start = Instant::now();
    while answered.lock().unwrap().len() < DISPLAYS / 2 {
        assert!(start.elapsed() < PATIENCE, "expected calls to be answered");
        thread::sleep(Duration::from_millis(1));
    }
    first.kill();
    for asking in asking {
        asking.join().unwrap();
    }
    let month = month();
    let exported = other.ask(&["export", "--usage", "--month", &month, "--format", "ndjson"]);
    let mut recorded = HashMap::<String, usize>::new();
    for line in exported.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        *recorded.entry(record["display"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let answered = answered.lock().unwrap();
    assert_eq!(answered.len(), DISPLAYS);
    for (display, count) in answered.iter() {
        let found = recorded.get(display).copied().unwrap_or_default();
        assert!(found >= *count, "{display}: answered {count} times, recorded {found} times");
    }
    let bill = other.ask(&["bill", "--month", &month, "--format", "csv"]);
    let fields: Vec<_> = bill.lines().nth(1).unwrap().split(',').collect();
    assert_eq!((fields[4], fields[8]), ("2000", "500000"), "{bill}");
    assert_eq!(recorded.len(), DISPLAYS);
}
