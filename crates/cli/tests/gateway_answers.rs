//! What the gateway answers, asked as a proxy asks it.

#![cfg(unix)]

mod util;

use std::{collections::BTreeSet, fs};
use store_auth::Denied;
use util::{
    EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, SIGNATURE,
    gateway::{CONFIG, Gateway, about, authorized, expired, signed},
    http::{Answer, Client, get, request},
    query,
};

/// What a gateway with these sections besides the usual ones answers about `uri`.
#[track_caller]
fn asked(sections: &str, uri: &str) -> Answer {
    get(Gateway::and(sections).address(), "/", &[&about(uri)])
}

/// A denial, whose body has this reason.
#[track_caller]
fn assert_denied(answer: &Answer, status: u16, reason: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["reason"], reason);
    assert_eq!(body["status"], status);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
    assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("x-store-auth")));
}

// Let in

#[test]
fn whoever_is_let_in_is_named_in_headers() {
    let answer = asked("", &format!("/feed?{}", authorized()));
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(answer.header("x-store-auth-id"), Some(ID));
    assert_eq!(answer.header("x-store-auth-product"), Some(PRODUCT_CODE));
    assert_eq!(answer.header("x-store-auth-key"), Some("0"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[test]
fn the_expiry_is_told_as_the_instant_that_is_signed() {
    let uri = format!("/feed?{}", query());
    let answer = asked("[policy]\nleeway = '100000 days'", &uri);
    assert_eq!(answer.header("x-store-auth-expiry"), Some("2016-04-26T08:17:59.000Z"));
}

#[test]
fn a_plus_may_be_escaped_or_not() {
    let gateway = Gateway::start();
    let literal = format!("/feed?{}", authorized());
    assert!(literal.contains('+'));
    for uri in [literal.replace('+', "%2B"), literal.replace('+', "%2b"), literal] {
        assert_eq!(get(gateway.address(), "/", &[&about(&uri)]).status, 200, "{uri}");
    }
}

#[test]
fn the_previous_key_is_told_by_its_number() {
    let sections = "[[key]]\nfile = 'previous.key'\n";
    let folder = util::gateway::Folder::with(&format!("{CONFIG}{sections}"));
    folder.write("previous.key", OTHER_KEY);
    let gateway = Gateway::of(folder);
    let uri = format!("/feed?{}", signed(OTHER_KEY, PRODUCT_CODE, 60));
    let answer = get(gateway.address(), "/", &[&about(&uri)]);
    assert_eq!(answer.header("x-store-auth-key"), Some("1"));
}

#[test]
fn the_method_and_the_target_of_the_question_do_not_matter() {
    let gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    for start in ["POST /check?id=x ", "OPTIONS * ", "GET http://gateway/x "] {
        let line = about(&format!("/feed?{}", authorized()));
        client.send(format!(
            "{start}HTTP/1.1\r\nHost: gateway\r\nContent-Length: 0\r\n{line}\r\n\r\n"
        ));
        assert_eq!(client.answer().status, 200, "{start}");
    }
}

// Denied

#[test]
fn nothing_to_judge_is_answered_with_a_bare_challenge() {
    let answer = asked("", "/feed");
    assert_denied(&answer, 401, "malformed");
    assert_eq!(answer.header("www-authenticate"), Some("StoreAuth"));
}

#[test]
fn a_malformed_field_is_named() {
    let answer = asked("", &format!("/feed?{}0", authorized()));
    assert_denied(&answer, 401, "malformed");
    assert_eq!(answer.header("www-authenticate"), Some("StoreAuth error=\"malformed\""));
    assert!(answer.body.contains("\"field\":\"signature\""), "{}", answer.body);
}

#[test]
fn an_expired_request_is_unauthorized() {
    assert_denied(&asked("", &format!("/feed?{}", expired())), 401, "expired");
}

#[test]
fn another_key_is_a_mismatch() {
    let uri = format!("/feed?{}", signed(OTHER_KEY, PRODUCT_CODE, 60));
    assert_denied(&asked("", &uri), 401, "signature-mismatch");
}

#[test]
fn a_product_that_is_not_served_is_forbidden() {
    let uri = format!("/feed?{}", authorized());
    let answer = asked("[policy]\nproducts = ['0']", &uri);
    assert_denied(&answer, 403, "product-not-allowed");
}

#[test]
fn a_lifetime_too_long_is_forbidden() {
    let uri = format!("/feed?{}", authorized());
    assert_denied(&asked("[policy]\nmax_lifetime = '1m'", &uri), 403, "lifetime-too-long");
}

#[test]
fn bytes_that_are_no_text_are_malformed() {
    let gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    client.send(b"GET / HTTP/1.1\r\nHost: a\r\nX-Original-URI: /?id=\xff\xfe\xc3\x28\r\n\r\n");
    assert_denied(&client.answer(), 401, "malformed");
}

// Whom to believe

#[test]
fn without_the_header_nobody_is_let_in() {
    let gateway = Gateway::start();
    let target = format!("/feed?{}", authorized());
    let other = format!("X-Forwarded-Uri: {target}");
    assert_denied(&get(gateway.address(), &target, &[&other]), 401, "malformed");
    assert_eq!(gateway.metric("store_auth_verdicts_total{code=\"no-uri\"}"), 1);
}

#[test]
fn of_two_headers_neither_is_believed() {
    let gateway = Gateway::start();
    let (good, bad) = (about(&format!("/?{}", authorized())), about("/"));
    for lines in [[&good, &bad], [&bad, &good], [&good, &good]] {
        let answer = get(gateway.address(), "/", &[lines[0], lines[1]]);
        assert_denied(&answer, 401, "malformed");
    }
}

#[test]
fn a_header_that_is_configured_is_the_only_one_believed() {
    let gateway = Gateway::with(&CONFIG.replace("X-Original-URI", "X-Forwarded-Uri"));
    let uri = format!("/feed?{}", authorized());
    let forwarded = format!("X-Forwarded-Uri: {uri}");
    assert_eq!(get(gateway.address(), "/", &[&forwarded, &about("/")]).status, 200);
    assert_eq!(get(gateway.address(), &uri, &[&about(&uri)]).status, 401);
}

#[test]
fn behind_a_path_prefix_headers_are_not_believed() {
    let config = CONFIG.replace("header = 'X-Original-URI'", "path_prefix = '/check'");
    let gateway = Gateway::with(&config);
    let query = authorized();
    for target in [format!("/check/feed?{query}"), format!("/check?{query}")] {
        assert_eq!(get(gateway.address(), &target, &[]).status, 200, "{target}");
    }
    for target in [format!("/feed?{query}"), format!("/checked?{query}"), "/check/feed".to_owned()]
    {
        let line = about(&format!("/?{query}"));
        assert_eq!(get(gateway.address(), &target, &[&line]).status, 401, "{target}");
    }
}

// Connections

#[test]
fn a_connection_serves_one_request_after_another() {
    let gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    let good = about(&format!("/?{}", authorized()));
    for _ in 0..3 {
        assert_eq!(client.get("/", &[&good]).status, 200);
        assert_eq!(client.get("/", &[&about("/")]).status, 401);
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    let good = request("/", &[&about(&format!("/?{}", authorized()))]);
    let bad = request("/", &[&about("/")]);
    client.send([&*good, &bad, &bad, &good].concat());
    let statuses = [(); 4].map(|()| client.answer().status);
    assert_eq!(statuses, [200, 401, 401, 200]);
}

#[test]
fn a_request_that_comes_in_pieces_is_answered() {
    let gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    let whole = request("/", &[&about(&format!("/?{}", authorized()))]);
    for piece in whole.as_bytes().chunks(7) {
        client.send(piece);
    }
    assert_eq!(client.answer().status, 200);
}

#[test]
fn a_uri_of_8_kilobytes_is_read_to_its_end() {
    let padding = "x".repeat(8192);
    let answer = asked("", &format!("/feed?padding={padding}&{}", authorized()));
    assert_eq!(answer.status, 200);
}

#[test]
fn connect_opens_no_tunnel() {
    let gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    let line = about(&format!("/?{}", authorized()));
    client.send(format!("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n{line}\r\n\r\n"));
    assert_eq!(client.answer().status, 405);
}

// Metrics

#[test]
fn every_answer_is_counted_from_the_start() {
    let gateway = Gateway::start();
    for code in Denied::CODES.into_iter().chain(["authorized", "no-uri"]) {
        assert_eq!(gateway.metric(&format!("store_auth_verdicts_total{{code=\"{code}\"}}")), 0);
    }
}

#[test]
fn every_metric_is_described_and_every_metric_that_is_described_is_there() {
    let gateway = Gateway::and("[explain]\nper_minute = 1\n");
    let metrics = get(&gateway.admin, "/metrics", &[]).body;
    let types = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let there: BTreeSet<_> = types.filter_map(|line| line.split(' ').next()).collect();
    let text = fs::read_to_string(util::gateway::workspace().join("docs/gateway.md")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `store_auth_"));
    let described: BTreeSet<_> = rows
        .filter_map(|row| row.split(['`', '{']).next())
        .map(|name| format!("store_auth_{}", name.strip_suffix("_total").unwrap_or(name)))
        .collect();
    assert_eq!(described, there.into_iter().map(str::to_owned).collect());
}

// Unix sockets

#[test]
fn a_unix_socket_is_made_with_its_mode_and_removed() {
    use rustix::process::Signal;
    use std::os::unix::{fs::PermissionsExt, net::UnixStream};

    let config = CONFIG.replacen("tcp = '127.0.0.1:0'", "unix = 'gateway.sock'\nmode = 0o600", 1);
    let mut gateway = Gateway::with(&config);
    let path = gateway.folder.path("gateway.sock");
    assert_eq!(gateway.address(), util::shown(&path));
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let mut client = Client::over(UnixStream::connect(&path).unwrap());
    assert_eq!(client.get("/", &[&about(&format!("/?{}", authorized()))]).status, 200);
    drop(client);
    gateway.signal(Signal::TERM);
    gateway.wait();
    assert!(!path.exists());
}

#[test]
fn a_socket_left_behind_is_replaced_but_one_in_use_is_not() {
    use rustix::process::Signal;

    let config = CONFIG.replacen("tcp = '127.0.0.1:0'", "unix = 'gateway.sock'", 1);
    let mut first = Gateway::with(&config);
    let path = first.folder.path("gateway.sock");
    let second =
        util::storeauth("gateway").arg("--config").arg(first.folder.path("gateway.toml")).run();
    assert_eq!(second.code, Some(2));
    let message = format!("error: [[listen]] {}: ", util::shown(&path));
    assert!(second.stderr.contains(&message), "{}", second.stderr);
    first.signal(Signal::KILL);
    first.wait();
    assert!(path.exists());
    let third = Gateway::with(&config.replace("gateway.sock", &util::shown(&path)));
    assert_eq!(third.address(), util::shown(&path));
}

// Secrets

#[test]
fn no_log_has_a_signature_or_a_key() {
    let gateway = Gateway::and("[log]\nlevel = 'debug'");
    let good = authorized();
    let moved = good.replace(&format!("id={ID}"), &format!("id={SIGNATURE}"));
    let uris = [
        good.clone(),
        expired(),
        query(),
        good.replace("pc=", "pc=0"),
        format!("{good}&id=1"),
        moved,
    ];
    let mut signatures = vec![KEY.to_owned(), SIGNATURE.to_owned()];
    for query in &uris {
        get(gateway.address(), "/", &[&about(&format!("/?{query}"))]);
        signatures.extend(query.split("signature=").nth(1).map(|rest| rest[..40].to_owned()));
    }
    let log = gateway.wait_for_times("denied", uris.len() - 1);
    for secret in signatures {
        assert!(!log.contains(&secret), "{log}");
    }
    assert!(log.contains(" authorized "), "{log}");
    assert!(!log.contains(EXPIRY) && !log.contains("/?"), "{log}");
}

#[test]
fn logs_may_be_json_objects() {
    let gateway = Gateway::and("[log]\nformat = 'json'\n");
    let log = gateway.wait_for("listening for [admin]");
    let last: serde_json::Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(last["level"], "INFO");
    assert_eq!(last["message"], "listening for [admin]");
    assert!(last["address"].as_str().unwrap().starts_with("127.0.0.1:"), "{log}");
}
