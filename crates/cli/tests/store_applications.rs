//! `[applications]` and `storeauth store application`: strangers apply, and somebody decides.

mod util;

use rustix::process::Signal;
use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
};
use util::store::{Folder, Served, mode};

/// A Store that takes applications.
fn open(config: &str) -> Served {
    let folder = Folder::made();
    folder.write("store.toml", config);
    Served::of(folder)
}

/// What a stranger is answered: the status.
fn apply(store: &Served, kind: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(store.address()).unwrap();
    let length = body.len();
    let head = format!(
        "POST /apply/{kind} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all((head + body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().to_owned()
}

fn app(name: &str) -> String {
    format!(
        r#"{{"company":"Weather Works","website":"https://weather.example","contactEmail":"ann@weather.example","productName":"{name}","shortDescription":"Now","longDescription":"All","prices":[{{"plan":"display","amount":250,"currency":"USD"}}]}}"#
    )
}

fn server(id: &str) -> String {
    format!(
        r#"{{"company":"Weather Works","website":"https://weather.example","contactEmail":"ann@weather.example","serverId":"{id}"}}"#
    )
}

fn numbers(store: &Served, state: &str) -> Vec<String> {
    let listed = store.ask(&["application", "list", "--state", state, "--format", "json"]);
    let number = |line: &str| serde_json::from_str::<Value>(line).unwrap()["number"].to_string();
    listed.lines().map(number).collect()
}

#[test]
fn without_its_section_nobody_can_apply_and_a_new_configuration_lets_them() {
    let folder = Folder::made();
    let path = folder.write("store.toml", "");
    let store = Served::of(folder);
    assert_eq!(apply(&store, "app", &app("Weather")), "404");
    fs::write(&path, "[applications]\nwaiting = 1\n").unwrap();
    store.signal(Signal::HUP);
    store.wait_for("are in force");
    assert_eq!(apply(&store, "app", &app("Weather")), "202");
    assert_eq!(apply(&store, "app", &app("Other")), "503");
}

#[test]
fn an_app_is_approved_and_its_code_is_printed() {
    let store = open("[applications]\n");
    assert_eq!(apply(&store, "app", &app("Weather")), "202");
    assert_eq!(apply(&store, "app", &app("Clock")), "202");
    let waiting = numbers(&store, "waiting");
    let shown = store.ask(&["application", "show", &waiting[0]]);
    assert!(shown.contains("vendor.contactEmail: ann@weather.example"), "{shown}");
    let code = store.ask(&["application", "approve", &waiting[0]]);
    let product = store.ask_json(&["product", "show", code.trim_end()]);
    assert_eq!(
        (&product["name"], &product["prices"][0]["amount"]),
        (&"Weather".into(), &250.into())
    );
    let approve =
        ["applications", "approve", &waiting[1], "--price", "company=700EUR", "--trial-days", "14"];
    let code = store.ask(&approve);
    let product = store.ask_json(&["product", "show", code.trim_end()]);
    assert_eq!(
        (&product["trialDays"], &product["prices"][0]["currency"]),
        (&14.into(), &"EUR".into())
    );
    assert!(numbers(&store, "waiting").is_empty());
    let detail = format!("application {} is approved, expected one that waits", waiting[1]);
    store.command(&approve).run().assert_error(&detail);
}

#[test]
fn a_servers_key_goes_into_a_file_of_its_own() {
    let store = open("[applications]\n");
    assert_eq!(apply(&store, "server", &server("Weather1")), "202");
    assert_eq!(apply(&store, "app", &app("Weather")), "202");
    let waiting = numbers(&store, "waiting");
    let path = store.folder.path("server.key");
    let file = path.to_str().unwrap();
    let refused = store.command(&["application", "approve", &waiting[1], "--output", file]).run();
    refused.assert_error(&format!(
        "--output: application {} is for a product code, which is no secret, expected one for a server key",
        waiting[1]
    ));
    assert!(!path.exists());
    assert_eq!(store.ask(&["application", "approve", &waiting[0], "--output", file]), "");
    assert_eq!((fs::read_to_string(&path).unwrap().len(), mode(&path)), (40, 0o600));
    assert!(store.ask(&["server", "key", "list", "Weather1"]).contains("current"));
}

#[test]
fn what_is_rejected_can_be_forgotten() {
    let store = open("[applications]\n");
    assert_eq!(apply(&store, "server", &server("Weather1")), "202");
    let number = numbers(&store, "waiting").remove(0);
    let detail = format!("application {number} waits, expected one that is decided");
    store.command(&["application", "remove", &number]).run().assert_error(&detail);
    store.ask(&["application", "reject", &number, "--reason", "No such company"]);
    let shown = store.ask(&["application", "show", &number]);
    assert!(shown.contains("reason: No such company"), "{shown}");
    store.ask(&["application", "remove", &number]);
    assert!(numbers(&store, "rejected").is_empty());
    assert!(store.ask(&["audit"]).contains("application.forget"));
}

#[test]
fn applications_outlive_a_kill() {
    let store = open("[applications]\n");
    assert_eq!(apply(&store, "server", &server("Weather1")), "202");
    let folder = store.kill();
    let store = Served::of(folder);
    assert_eq!(numbers(&store, "waiting").len(), 1);
}
