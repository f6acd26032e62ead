//! The Store while many ask: a key that is replaced, and an end without warning.

#![cfg(unix)]

mod util;

use chrono::Utc;
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
};
use store_auth::{KeyRing, Request, ServerKey, Verifier};
use util::{
    KEY,
    http::Client,
    store::{CATALOGUE, DISPLAY, Folder, PRODUCT, Served},
};

/// A catalogue whose company has so many displays, the first of them [`DISPLAY`].
fn catalogue(displays: usize) -> String {
    let more = (1..displays).map(|number| format!(", \"MORE{number}\""));
    let listed = format!("\"{DISPLAY}\"{}", more.collect::<String>());
    CATALOGUE.replace(&format!("[\"{DISPLAY}\"]"), &format!("[{listed}]"))
}

/// A configuration in which nothing is limited.
const UNLIMITED: &str = "
[limits]
per_id = { burst = 1000000, per_minute = 60000000 }
per_address = { burst = 1000000, per_minute = 60000000 }
[log]
level = 'debug'
";

fn serve(folder: Folder) -> Served {
    folder.write("store.toml", UNLIMITED);
    Served::of(folder)
}

#[test]
fn every_signature_verifies_while_a_key_is_replaced() {
    let store = serve(Folder::made());
    store.import(CATALOGUE);
    let stop = Arc::new(AtomicBool::new(false));
    let asking: Vec<_> = (0..4)
        .map(|_| {
            let (stop, address) = (Arc::clone(&stop), store.address().to_owned());
            thread::spawn(move || {
                let mut client = Client::connect(&*address);
                let mut answers = Vec::new();
                while !stop.load(SeqCst) || answers.len() < 50 {
                    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={PRODUCT}&srv=Weather1");
                    answers.push(client.get(&target, &[]).body);
                }
                answers
            })
        })
        .collect();
    let file = store.folder.path("new.key");
    let path = file.to_str().unwrap();
    store.ask(&["server", "key", "prepare", "Weather1", "--output", path]);
    store.ask(&["server", "key", "activate", "Weather1"]);
    // Some are answered after it for certain.
    thread::sleep(std::time::Duration::from_millis(200));
    stop.store(true, SeqCst);
    let answers = asking.into_iter().flat_map(|asking| asking.join().unwrap());

    let new = ServerKey::new(fs::read_to_string(&file).unwrap().trim_end()).unwrap();
    let verifier = Verifier::new(KeyRing::new(new).with(ServerKey::new(KEY).unwrap()));
    let mut by = HashMap::<usize, usize>::new();
    for answer in answers {
        let answer: Value = serde_json::from_str(&answer).unwrap();
        for name in ["expiry", "expiry_time"] {
            let expiry = answer[name].as_str().unwrap();
            let signature = answer["signatures"][0]["value"].as_str().unwrap();
            let signed = Request::new(DISPLAY, PRODUCT, expiry, signature);
            let authorization = verifier.verify_at(&signed, Utc::now()).unwrap();
            *by.entry(authorization.key_index()).or_default() += 1;
        }
    }
    assert_eq!(by.keys().collect::<HashSet<_>>(), HashSet::from([&0, &1]), "{by:?}");
}

#[test]
fn what_was_answered_before_a_kill_is_in_the_usage() {
    let mut folder = Folder::made();
    let mut acknowledged = HashMap::<String, usize>::new();
    for round in 0..3 {
        let store = serve(folder);
        store.import(&catalogue(64));
        let answered = Arc::new(Mutex::new(Vec::new()));
        let asking: Vec<_> = (0..8)
            .map(|worker| {
                let (address, answered) = (store.address().to_owned(), Arc::clone(&answered));
                thread::spawn(move || {
                    let mut client = Client::connect(&*address);
                    for number in 0.. {
                        let display = format!("MORE{}", 1 + (worker * 8 + number) % 63);
                        let target = format!("/v1/widget/auth?id={display}&pc={PRODUCT}");
                        match client.try_get(&target) {
                            Ok(answer) if answer.status == 200 => {
                                assert!(answer.body.starts_with("{\"authorized\":true"));
                                answered.lock().unwrap().push(display);
                            }
                            // The Store is gone.
                            _ => return,
                        }
                    }
                })
            })
            .collect();
        while answered.lock().unwrap().len() < 200 * (round + 1) {
            thread::yield_now();
        }
        folder = store.kill();
        for asking in asking {
            asking.join().unwrap();
        }
        for display in answered.lock().unwrap().drain(..) {
            *acknowledged.entry(display).or_default() += 1;
        }
    }
    let store = serve(folder);
    let month = Utc::now().format("%Y-%m").to_string();
    let exported = store.ask(&["export", "--usage", "--month", &month, "--format", "ndjson"]);
    let mut recorded = HashMap::<String, usize>::new();
    for line in exported.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        *recorded.entry(record["display"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    for (display, count) in acknowledged {
        let found = recorded.get(&display).copied().unwrap_or_default();
        assert!(found >= count, "{display}: answered {count} times, recorded {found} times");
    }
}

#[test]
fn no_key_token_or_signature_is_in_the_log_or_the_metrics() {
    let store = serve(Folder::made());
    store.import(CATALOGUE);
    let answer = store.authorize(&format!("id={DISPLAY}&pc={PRODUCT}&srv=Weather1&secret=OfAnApp"));
    let signature = answer["signatures"][0]["value"].as_str().unwrap();
    let file = store.folder.path("new.key");
    store.ask(&["server", "key", "prepare", "Weather1", "--output", file.to_str().unwrap()]);
    let made = fs::read_to_string(file).unwrap();
    let token = fs::read_to_string(store.folder.data().join("admin.token")).unwrap();
    let master = fs::read_to_string(store.folder.data().join("master.key")).unwrap();
    let metrics = util::http::get(store.admin(), "/metrics", &[]).body;
    let said = store.log() + &metrics;
    assert!(said.contains("DEBUG") || said.contains("INFO"), "{said}");
    for secret in [KEY, signature, made.trim(), token.trim(), master.trim(), "OfAnApp"] {
        assert!(!said.contains(secret), "a secret is in: {said}");
    }
}
