//! What the gateway logs of a sample of the denials.

#![cfg(unix)]

mod util;

use rustix::process::Signal;
use std::time::{Duration, SystemTime};
use util::{
    ID, KEY, OTHER_KEY, PRODUCT_CODE, SIGNATURE,
    gateway::{CONFIG, Gateway, about, query_until, signed},
    http::{Client, get, request},
};

/// Long after anybody runs this.
const EXPIRY: &str = "2999-01-01T00:00:00.000+0000";
/// Under [`KEY`] with `\n` behind it: `printf '%s#%s#%s\n#%s' $id $pc $key $expiry | sha1sum`.
const NEWLINE: &str = "3a2ac5245b1603121b5f06637b996804e8bbf91b";
/// With `\r\n`.
const CRLF: &str = "3aeb4d8724eae953393eb4967af62ba9cdbb088f";
/// Under [`OTHER_KEY`] with `\n`.
const OTHER_NEWLINE: &str = "bac970c02f1d5779450af6d10b216076eba8cebd";
/// Nobody's.
const UNKNOWN: &str = "0123456789abcdef0123456789abcdef01234567";

const EXPLAINED: &str = "denial explained";
const IN_FORCE: &str = "new keys and policy are in force";

/// More than it can explain.
const ALWAYS: u32 = u32::MAX;

fn section(per_minute: u32) -> String {
    format!("[explain]\nper_minute = {per_minute}\n")
}

fn explaining(per_minute: u32) -> Gateway {
    Gateway::and(&section(per_minute))
}

fn with(signature: &str) -> String {
    format!("/?id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={signature}")
}

#[track_caller]
fn deny(gateway: &Gateway, uri: &str) {
    assert_eq!(get(gateway.address(), "/", &[&about(uri)]).status, 401);
}

fn finding(code: &str) -> String {
    format!(" finding=\"{code}\" ")
}

/// The event of a denial's explanation.
#[track_caller]
fn assert_explained(uri: &str, fields: &str) {
    let gateway = explaining(ALWAYS);
    deny(&gateway, uri);
    gateway.wait_for(&format!(" INFO {EXPLAINED} {fields}\n"));
}

// What is found

#[test]
fn a_key_with_a_newline_behind_it_is_named() {
    assert_explained(
        &with(NEWLINE),
        r#"reason="signature-mismatch" finding="key-trailing-newline" confidence="certain""#,
    );
}

#[test]
fn a_key_file_with_quotes_is_named_where_it_is_to_blame() {
    let gateway = explaining(ALWAYS);
    gateway.folder.write("server.key", &format!("\"{KEY}\""));
    gateway.wait_for(IN_FORCE);
    for (seconds, fields) in [
        (60, r#"reason="signature-mismatch" finding="key-quotes" confidence="certain""#),
        (0, r#"reason="expired" finding="clock-skew""#),
    ] {
        let end = SystemTime::now() + Duration::from_secs(seconds) - Duration::from_millis(1);
        deny(&gateway, &format!("/?{}", query_until(KEY, PRODUCT_CODE, end)));
        gateway.wait_for(&format!("{EXPLAINED} {fields}"));
    }
}

#[test]
fn an_expiry_in_another_form_is_named() {
    assert_explained(
        &with(SIGNATURE).replace(".000+0000", "Z"),
        r#"reason="malformed" finding="expiry-without-fraction" confidence="likely""#,
    );
}

#[test]
fn an_expiry_just_missed_may_be_a_matter_of_clocks() {
    let minute_ago = SystemTime::now() - Duration::from_secs(60);
    assert_explained(
        &format!("/?{}", query_until(KEY, PRODUCT_CODE, minute_ago)),
        r#"reason="expired" finding="clock-skew" confidence="certain""#,
    );
}

// Keys that were in force

#[test]
fn a_key_that_was_replaced_a_moment_ago_is_known_as_retired() {
    let gateway = explaining(ALWAYS);
    gateway.folder.write("server.key", OTHER_KEY);
    gateway.wait_for(IN_FORCE);
    deny(&gateway, &format!("/?{}", signed(KEY, PRODUCT_CODE, 60)));
    gateway.wait_for(&finding("retired-key"));
}

#[test]
fn so_is_one_that_a_new_configuration_leaves_out() {
    let gateway = explaining(ALWAYS);
    gateway.folder.write("other.key", OTHER_KEY);
    let config = CONFIG.replace("server.key", "other.key");
    gateway.folder.write("gateway.toml", &format!("{config}{}", section(ALWAYS)));
    gateway.signal(Signal::HUP);
    gateway.wait_for(IN_FORCE);
    deny(&gateway, &format!("/?{}", signed(KEY, PRODUCT_CODE, 60)));
    gateway.wait_for(&finding("retired-key"));
}

#[test]
fn a_key_that_came_back_is_not_retired() {
    let gateway = explaining(ALWAYS);
    for (round, key) in [OTHER_KEY, KEY].into_iter().enumerate() {
        gateway.folder.write("server.key", key);
        gateway.wait_for_times(IN_FORCE, round + 1);
    }
    assert_eq!(
        get(gateway.address(), "/", &[&about(&format!("/?{}", signed(KEY, PRODUCT_CODE, 60)))])
            .status,
        200
    );
    deny(&gateway, &format!("/?{}", signed(OTHER_KEY, PRODUCT_CODE, 60)));
    gateway.wait_for(&finding("retired-key"));
}

// Metrics

#[test]
fn findings_are_counted() {
    let count = |gateway: &Gateway, code: &str| {
        gateway.metric(&format!("store_auth_findings_total{{finding=\"{code}\"}}"))
    };
    let gateway = explaining(ALWAYS);
    assert_eq!(count(&gateway, "key-trailing-newline"), 0);
    for (number, signature) in [NEWLINE, UNKNOWN, NEWLINE].into_iter().enumerate() {
        deny(&gateway, &with(signature));
        gateway.wait_for_times(EXPLAINED, number + 1);
    }
    assert_eq!(count(&gateway, "key-trailing-newline"), 2);
    assert_eq!(count(&gateway, "no-known-mistake"), 1);
    assert_eq!(count(&gateway, "key-crlf"), 0);
}

// How many

#[test]
fn no_more_are_explained_in_a_minute_than_are_asked_for() {
    let mut gateway = explaining(1);
    // It is waited for at the end, for longer than an explanation takes.
    let mut idle = Client::connect(gateway.address());
    assert_eq!(idle.get("/", &[&about(&with(NEWLINE))]).status, 401);
    gateway.wait_for(&finding("key-trailing-newline"));
    for _ in 0..100 {
        assert_eq!(idle.get("/", &[&about(&with(CRLF))]).status, 401);
    }
    gateway.signal(Signal::TERM);
    gateway.wait();
    let log = gateway.log();
    assert_eq!(log.matches(EXPLAINED).count(), 1, "{log}");
}

#[test]
fn what_is_denied_while_one_is_explained_is_left_out() {
    const DENIED: usize = 1000;
    let gateway = explaining(ALWAYS);
    let mut client = Client::connect(gateway.address());
    let uri = request("/", &[&about(&with(UNKNOWN))]);
    for _ in 0..DENIED / 100 {
        client.send(uri.repeat(100));
        for _ in 0..100 {
            assert_eq!(client.answer().status, 401);
        }
    }
    // Had they all been kept, this one would have its turn behind them.
    let marker = finding("key-trailing-newline");
    while !gateway.log().contains(&marker) {
        assert_eq!(client.get("/", &[&about(&with(NEWLINE))]).status, 401);
    }
    let explained = gateway.log().matches(&finding("no-known-mistake")).count();
    assert!((1..DENIED / 2).contains(&explained), "{explained}");
}

#[test]
fn what_needs_no_explanation_takes_no_turn() {
    let gateway = Gateway::and(&format!("{}[policy]\nproducts = ['a']\n", section(1)));
    deny(&gateway, "/feed");
    let uri = format!("/?{}", signed(KEY, PRODUCT_CODE, 60));
    assert_eq!(get(gateway.address(), "/", &[&about(&uri)]).status, 403);
    deny(&gateway, &with(NEWLINE));
    gateway.wait_for(&finding("key-trailing-newline"));
}

// A reload

#[test]
fn none_is_explained_until_a_reload_asks_for_it() {
    let gateway = Gateway::start();
    deny(&gateway, &with(NEWLINE));
    gateway.folder.write("gateway.toml", &format!("{CONFIG}{}", section(ALWAYS)));
    gateway.signal(Signal::HUP);
    gateway.wait_for(IN_FORCE);
    deny(&gateway, &with(CRLF));
    let log = gateway.wait_for(&finding("key-crlf"));
    assert_eq!(log.matches(EXPLAINED).count(), 1, "{log}");
}

#[test]
fn none_is_explained_after_a_reload_that_asks_for_none() {
    let mut gateway = explaining(ALWAYS);
    deny(&gateway, &with(NEWLINE));
    gateway.wait_for(EXPLAINED);
    gateway.folder.write("gateway.toml", CONFIG);
    gateway.signal(Signal::HUP);
    gateway.wait_for(IN_FORCE);
    let mut idle = Client::connect(gateway.address());
    assert_eq!(idle.get("/", &[&about(&with(CRLF))]).status, 401);
    gateway.signal(Signal::TERM);
    gateway.wait();
    assert_eq!(gateway.log().matches(EXPLAINED).count(), 1, "{}", gateway.log());
}

#[test]
fn a_reload_brings_no_turn_forward() {
    let mut gateway = explaining(1);
    deny(&gateway, &with(NEWLINE));
    gateway.wait_for(EXPLAINED);
    gateway.signal(Signal::HUP);
    gateway.wait_for(IN_FORCE);
    let mut idle = Client::connect(gateway.address());
    assert_eq!(idle.get("/", &[&about(&with(CRLF))]).status, 401);
    gateway.signal(Signal::TERM);
    gateway.wait();
    assert_eq!(gateway.log().matches(EXPLAINED).count(), 1, "{}", gateway.log());
}

#[test]
fn a_new_key_explains_as_the_last_reload_asked_for() {
    let gateway = Gateway::start();
    gateway.folder.write("gateway.toml", &format!("{CONFIG}{}", section(ALWAYS)));
    gateway.signal(Signal::HUP);
    gateway.wait_for(IN_FORCE);
    gateway.folder.write("server.key", OTHER_KEY);
    gateway.wait_for_times(IN_FORCE, 2);
    deny(&gateway, &with(OTHER_NEWLINE));
    gateway.wait_for(&finding("key-trailing-newline"));
}

// Secrets

#[test]
fn no_explanation_quotes_the_request_or_a_key() {
    let gateway = Gateway::and(&format!("{}[log]\nlevel = 'debug'\n", section(ALWAYS)));
    let uris = [
        with(NEWLINE),
        with(&KEY[..39]),
        format!("{}&key={KEY}", with(UNKNOWN)),
        with(UNKNOWN).replace(&format!("id={ID}"), &format!("id={UNKNOWN}")),
    ];
    for (number, uri) in uris.iter().enumerate() {
        deny(&gateway, uri);
        gateway.wait_for_times(EXPLAINED, number + 1);
    }
    let log = gateway.log();
    for secret in [KEY, &KEY[..39], NEWLINE, UNKNOWN, "/?", "signature="] {
        assert!(!log.contains(secret), "{log}");
    }
}
