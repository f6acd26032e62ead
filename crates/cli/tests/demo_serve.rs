//! `storeauth demo --serve`: a Store, a data server and a widget in a Viewer, until a signal ends it.

#![cfg(unix)]

mod util;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{fs, process::Stdio, thread, time::Duration};
use util::{
    demo::{Demo, assert_is_empty, command, host},
    http::{Client, get},
    storeauth,
};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/widget");

// Pages

#[test]
fn every_file_of_the_example_is_served_as_it_is() {
    let demo = Demo::start();
    for entry in fs::read_dir(EXAMPLE).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let content_type = match path.extension().unwrap().to_str().unwrap() {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            _ => continue,
        };
        let answer = demo.page(&format!("/{name}"));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(content_type)));
        if name != "settings.js" {
            assert!(answer.body == fs::read_to_string(&path).unwrap(), "{name}");
        }
    }
}

#[test]
fn every_page_that_it_prints_is_there() {
    let demo = Demo::start();
    let pages = demo.printed.lines().filter_map(|line| line.strip_prefix("  http://"));
    let pages: Vec<_> = pages.map(|page| page.split_once('/').unwrap().1).collect();
    assert_eq!(pages, ["viewer.html", "viewer.html?display=HY7T2K9QMW4B", "preview.html"]);
    for page in pages {
        assert_eq!(demo.page(&format!("/{page}")).status, 200, "{page}");
    }
}

#[test]
fn every_script_and_style_that_a_page_names_is_there() {
    let demo = Demo::start();
    let mut named = 0;
    for page in ["index.html", "viewer.html", "preview.html"] {
        let text = demo.page(&format!("/{page}")).body;
        for start in ["<script src=\"", "<link rel=\"stylesheet\" href=\""] {
            for (at, _) in text.match_indices(start) {
                let name = text[at + start.len()..].split('"').next().unwrap();
                assert_eq!(demo.page(&format!("/{name}")).status, 200, "{name} of {page}");
                named += 1;
            }
        }
    }
    assert_eq!(named, 12);
}

#[test]
fn each_part_has_an_origin_of_its_own() {
    let demo = Demo::start();
    let settings = ["store", "feed", "widget"].map(|name| host(demo.setting(name)));
    let mut hosts = vec![host(demo.viewer())];
    hosts.extend(settings);
    hosts.sort_unstable();
    hosts.dedup();
    assert_eq!(hosts.len(), 4, "{hosts:?}");
}

#[test]
fn the_widget_is_where_the_viewer_looks_for_it() {
    let demo = Demo::start();
    let page = get(host(demo.setting("widget")), "/index.html", &[]);
    assert!(page.body.contains("new StoreAuth("), "{}", page.body);
}

// The loop

#[test]
fn the_data_server_lets_in_whom_the_store_authorized() {
    let demo = Demo::start();
    let answer = demo.feed(&demo.signed());
    assert_eq!(answer.status, 200, "{}", answer.body);
    let feed: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(feed["display"], demo.settings["display"]);
    assert_eq!(feed["weather"][0]["city"], "Toronto");
}

#[test]
fn without_an_authorization_the_data_server_answers_401() {
    assert_eq!(Demo::start().feed("/feed").status, 401);
}

#[test]
fn pages_of_any_origin_may_read_what_the_data_server_answers() {
    let demo = Demo::start();
    for (target, status) in [(demo.signed(), 200), ("/feed".to_owned(), 401)] {
        let answer = demo.feed(&target);
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
}

#[test]
fn other_displays_are_denied_with_the_reason() {
    let demo = Demo::start();
    assert_eq!(demo.denial(demo.setting("otherDisplay")), "Subscription is not active.");
    assert_eq!(demo.denial("preview"), "Display not found.");
}

// The commands that it prints

#[test]
fn a_suspended_subscription_is_denied_until_it_is_active_again() {
    let demo = Demo::start();
    let display = demo.setting("display");
    demo.paste("\nThe subscription is suspended", 0);
    assert_eq!(demo.denial(display), "Subscription is not active.");
    demo.paste("\nThe subscription is suspended", 1);
    assert_eq!(demo.ask(display)["authorized"], true);
}

#[test]
fn while_a_key_is_replaced_nobody_is_turned_away() {
    let demo = Demo::start();
    let before = demo.signed();
    demo.paste("\nThe server's key is replaced", 0);
    demo.paste("\nThe server's key is replaced", 1);
    let after = demo.signed();
    assert_eq!((demo.feed(&before).status, demo.feed(&after).status), (200, 200));
}

#[test]
fn a_key_that_is_dropped_lets_nobody_in() {
    let demo = Demo::start();
    let before = demo.signed();
    demo.paste("\nThe server's key is replaced", 0);
    demo.paste("\nThe server's key is replaced", 1);
    demo.paste("\nThe old key is dropped", 0);
    assert_eq!((demo.feed(&before).status, demo.feed(&demo.signed()).status), (401, 200));
}

#[test]
fn the_bill_has_the_display_once() {
    let demo = Demo::start();
    demo.signed();
    demo.signed();
    let bill = demo.paste("\nWhat was authorized", 0);
    let line = bill.lines().find(|line| line.contains(demo.setting("productCode"))).unwrap();
    assert!(line.contains("250"), "{bill}");
}

// Its start and its end

#[test]
fn ctrl_c_ends_it_and_leaves_nothing_behind() {
    Demo::start().assert_ends_with(Signal::INT);
}

#[test]
fn what_ends_services_and_what_comes_as_a_terminal_closes_end_it_as_well() {
    for signal in [Signal::TERM, Signal::HUP] {
        Demo::start().assert_ends_with(signal);
    }
}

#[test]
fn nothing_is_left_behind_by_an_end_before_it_serves() {
    for wait in 0..12 {
        let temporary = tempfile::tempdir().unwrap();
        let mut child = command(&[], temporary.path()).spawn().unwrap();
        thread::sleep(Duration::from_millis(8 * wait));
        // It may not have made the folder, or be serving already: whichever it is, none is there in the end.
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        child.wait().unwrap();
        assert_is_empty(temporary.path());
    }
}

#[test]
fn connections_on_which_nothing_is_asked_do_not_keep_it() {
    let demo = Demo::start();
    let hosts = [demo.viewer(), demo.setting("store"), demo.setting("feed")].map(host);
    let _open = hosts.map(Client::connect);
    let mut asked = Client::connect(host(demo.viewer()));
    assert_eq!(asked.get("/viewer.html", &[]).status, 200);
    demo.assert_ends_with(Signal::INT);
}

#[test]
fn two_run_beside_each_other() {
    let (one, other) = (Demo::start(), Demo::start());
    for demo in [&one, &other] {
        assert_eq!(demo.feed(&demo.signed()).status, 200);
    }
    // Each has a database of its own.
    one.paste("\nThe subscription is suspended", 0);
    assert_eq!(other.ask(other.setting("display"))["authorized"], true);
}

#[test]
fn the_viewer_is_where_it_is_told_to_be() {
    let demo = Demo::start_with(&["--listen", "127.0.0.2:0"]);
    assert!(demo.viewer().starts_with("127.0.0.2:"), "{}", demo.printed);
}

#[test]
fn an_address_that_is_taken_is_named_and_nothing_left_behind() {
    let demo = Demo::start();
    let address = host(demo.viewer());
    let temporary = tempfile::tempdir().unwrap();
    let second = command(&["--listen", address], temporary.path()).stderr(Stdio::piped()).output();
    let second = second.unwrap();
    let stderr = String::from_utf8(second.stderr).unwrap();
    assert!(stderr.starts_with(&format!("error: {address}: ")), "{stderr}");
    assert_eq!(second.status.code(), Some(2));
    assert_is_empty(temporary.path());
}

#[test]
fn where_nobody_reads_it_does_not_go_on() {
    let temporary = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = command(&[], temporary.path()).stdout(writer).status().unwrap();
    assert_eq!(status.code(), Some(2));
    assert_is_empty(temporary.path());
}

#[test]
fn only_addresses_of_this_machine_are_taken() {
    storeauth("demo").args(["--serve", "--listen", "0.0.0.0:0"]).run().assert_usage(
        "invalid value '0.0.0.0:0' for '--listen <ADDRESS>': expected an address of this machine alone, such as 127.0.0.1:8072",
    );
}

#[test]
fn an_address_alone_serves_nothing() {
    let run = storeauth("demo").args(["--listen", "127.0.0.1:0"]).run();
    run.assert_usage("the following required arguments were not provided:");
}
