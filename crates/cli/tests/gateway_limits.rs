//! What the gateway does about clients that are slow, many, large or crooked.

#![cfg(unix)]

mod util;

use std::{thread, time::Duration};
use util::{
    gateway::{Gateway, about, authorized},
    http::{Client, get, request},
};

const CLOSED: &str = "store_auth_connections_closed_total";

/// A request that is let in.
fn good() -> String {
    request("/", &[&about(&format!("/?{}", authorized()))])
}

#[track_caller]
fn assert_serves(gateway: &Gateway) {
    let answer = Client::connect(gateway.address()).send(good()).answer();
    assert_eq!(answer.status, 200);
}

#[test]
fn a_head_that_never_ends_is_cut_off() {
    let gateway = Gateway::and("[limits]\nrequest_time = '300ms'");
    let mut slow = Client::connect(gateway.address());
    slow.send("GET / HTTP/1.1\r\nHost: a\r\n");
    assert_serves(&gateway);
    assert_eq!(slow.rest(), b"");
    assert_eq!(gateway.metric(&format!("{CLOSED}{{reason=\"slow\"}}")), 1);
}

#[test]
fn a_byte_now_and_then_wins_no_time() {
    let gateway = Gateway::and("[limits]\nrequest_time = '300ms'");
    let address = gateway.address().to_owned();
    let mut slow = std::net::TcpStream::connect(address).unwrap();
    let mut sent = 0;
    // It is cut off long before the last of them.
    while sent < 1000 && std::io::Write::write_all(&mut slow, b"G").is_ok() {
        thread::sleep(Duration::from_millis(20));
        sent += 1;
    }
    assert!(sent < 1000);
}

#[test]
fn a_client_that_sends_nothing_is_cut_off() {
    let gateway = Gateway::and("[limits]\nrequest_time = '300ms'");
    let mut silent = Client::connect(gateway.address());
    assert_eq!(silent.rest(), b"");
}

#[test]
fn a_connection_that_is_no_longer_used_is_closed() {
    let gateway = Gateway::and("[limits]\nidle_time = '300ms'");
    let mut idle = Client::connect(gateway.address());
    assert_eq!(idle.send(good()).answer().status, 200);
    assert_eq!(idle.rest(), b"");
    assert_eq!(gateway.metric(&format!("{CLOSED}{{reason=\"idle\"}}")), 1);
}

#[test]
fn a_client_that_takes_no_answers_is_cut_off() {
    let gateway = Gateway::and("[limits]\nrequest_time = '300ms'");
    let mut stream = std::net::TcpStream::connect(gateway.address()).unwrap();
    let requests = good().repeat(100);
    // Until neither side's buffers take any more, and then until it is closed.
    while std::io::Write::write_all(&mut stream, requests.as_bytes()).is_ok() {}
    assert_eq!(gateway.metric(&format!("{CLOSED}{{reason=\"slow\"}}")), 1);
}

#[test]
fn where_there_are_too_many_connections_the_quietest_makes_room() {
    let gateway = Gateway::and("[limits]\nconnections = 4\n");
    let quiet: Vec<_> = (0..8).map(|_| Client::connect(gateway.address())).collect();
    assert_serves(&gateway);
    assert!(gateway.metric("store_auth_connections") <= 5);
    assert!(gateway.metric(&format!("{CLOSED}{{reason=\"full\"}}")) >= 4);
    drop(quiet);
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let gateway = Gateway::and("[limits]\nheader_bytes = 8192\n");
    let answer = get(gateway.address(), "/", &[&about(&format!("/?{}", "x".repeat(9000)))]);
    assert_eq!(answer.status, 431);
    assert_serves(&gateway);
}

#[test]
fn too_many_headers_are_refused() {
    let gateway = Gateway::start();
    let lines: Vec<_> = (0..200).map(|number| format!("X-{number}: 1")).collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    assert_eq!(get(gateway.address(), "/", &lines).status, 431);
    assert_serves(&gateway);
}

/// Whatever the first request is taken for, what hides in it gets no answer.
#[test]
fn a_request_inside_another_is_not_answered() {
    let gateway = Gateway::and("[limits]\nidle_time = '300ms'\nrequest_time = '300ms'");
    let hidden = good();
    let length = hidden.len();
    for (lines, body) in [
        (format!("Content-Length: {length}"), hidden.clone()),
        (format!("Content-Length: {length}\r\nContent-Length: 0"), hidden.clone()),
        (format!("Content-Length: {length}\r\nContent-Length: {length}"), hidden.clone()),
        (format!("Content-Length: +{length}"), hidden.clone()),
        (format!("Content-Length : {length}"), hidden.clone()),
        (format!("Content-Length: 0\r\n Content-Length: {length}"), hidden.clone()),
        (
            "Content-Length: 5\r\nTransfer-Encoding: chunked".to_owned(),
            format!("0\r\n\r\n{hidden}"),
        ),
        (
            "Transfer-Encoding: chunked\r\nContent-Length: 5".to_owned(),
            format!("0\r\n\r\n{hidden}"),
        ),
        ("Transfer-Encoding: xchunked".to_owned(), format!("0\r\n\r\n{hidden}")),
        ("Transfer-Encoding: chunked, identity".to_owned(), format!("0\r\n\r\n{hidden}")),
        ("Transfer-Encoding: chunked".to_owned(), format!("{length:x}\r\n{hidden}\r\n0\r\n\r\n")),
        ("Transfer-Encoding: chunked".to_owned(), format!("zz\r\n{hidden}")),
        ("X: \0".to_owned(), hidden.clone()),
        ("X-Original-URI: /\rX-Original-URI: /".to_owned(), hidden.clone()),
    ] {
        let mut client = Client::connect(gateway.address());
        client.send(format!("POST / HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\n{body}"));
        let answers = String::from_utf8_lossy(&client.rest()).into_owned();
        assert!(!answers.contains("HTTP/1.1 200"), "{lines}: {answers}");
    }
    assert_serves(&gateway);
}

#[test]
fn what_is_no_http_is_refused() {
    let gateway = Gateway::start();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"\xff\xff\r\n\r\n",
        b"GET\r\n\r\n",
        // HTTP/2, with which a client that knows of no TLS begins, and what it sends next.
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0d\0\x04@\0\0\0\0\x02\0\0\0\0",
        b"PRI * HTTP/2.0\r\n\r\n",
    ] {
        for address in [gateway.address(), &gateway.admin] {
            let mut client = Client::connect(address);
            client.send(bytes);
            let rest = client.rest();
            assert!(rest.starts_with(b"HTTP/1.1 400"), "{}", rest.escape_ascii());
        }
    }
    assert_serves(&gateway);
}

#[test]
fn http_2_that_comes_in_pieces_is_refused() {
    let gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    for piece in b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".chunks(20) {
        client.send(piece);
        thread::sleep(Duration::from_millis(50));
    }
    assert!(client.rest().starts_with(b"HTTP/1.1 400"));
}

#[test]
fn http_2_behind_a_request_gets_no_answer_that_is_taken_for_that_of_the_request() {
    let gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    client.send(good() + "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assert_eq!(client.answer().status, 200);
    assert_eq!(client.rest(), b"");
}
