//! How what is no request is answered in the words of an application.

mod util;

use axum::{
    Router,
    body::{Body, Bytes},
    http::StatusCode,
    routing::{get, post},
};
use http_body_util::channel::Channel;
use std::convert::Infallible;
use util::{Client, Running};

/// As hyper writes it.
const BARE: &str = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Says hello on `/`, refuses on `/own`, gives back what it gets on `/echo`, and on `/pieces` it answers with two pieces,
/// the second of which is [`BARE`].
fn router() -> Router {
    Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/own", get(|| async { (StatusCode::BAD_REQUEST, "") }))
        .route("/echo", post(|body: Bytes| async { body }))
        .route("/pieces", get(|| async { pieces() }))
}

fn pieces() -> Body {
    let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
    tokio::spawn(async move {
        for piece in ["first", BARE] {
            let _ = sender.send_data(Bytes::from_static(piece.as_bytes())).await;
            tokio::task::yield_now().await;
        }
    });
    Body::new(body)
}

/// The refusal comes next, whole, and ends the connection.
#[track_caller]
fn assert_refused(client: &mut Client, status: &str) {
    let said = format!("refused: {status}\n");
    let answer = client.until(&said);
    assert!(answer.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{answer}");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let lines: Vec<&str> = head.split("\r\n").collect();
    let length = format!("content-length: {}", said.len());
    assert_eq!(body, said);
    assert!(lines.contains(&length.as_str()), "{head}");
    assert!(lines.contains(&"connection: close"), "{head}");
    assert!(lines.contains(&format!("x-said: {}", &status[..3]).as_str()), "{head}");
    assert_eq!(head.matches("content-length").count(), 1, "{head}");
    assert_eq!(client.rest(), "");
}

#[test]
fn what_is_no_request_is_refused_in_the_words_of_the_application() {
    let server = Running::refusing(router());
    for request in [
        "GET /?a=\u{1} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?a=\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nno header\r\n\r\n",
        "GET / HTTP/3.1\r\nHost: a\r\n\r\n",
        "{}\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut client = Client::connect(&server.socket);
        client.send(request);
        assert_refused(&mut client, "400 Bad Request");
    }
}

#[test]
fn so_is_a_head_that_is_too_large() {
    let server = Running::refusing(router());
    let mut client = Client::connect(&server.socket);
    let head = format!("GET / HTTP/1.1\r\na: {}", "x".repeat(64 * 1024));
    client.send(&head[..32 * 1024]);
    assert_refused(&mut client, "431 Request Header Fields Too Large");
}

#[test]
fn so_is_what_comes_behind_a_request() {
    let server = Running::refusing(router());
    let mut client = Client::connect(&server.socket);
    client.send(&[&util::get("/"), "GET /\u{1} HTTP/1.1\r\n\r\n"].concat());
    client.until("hello");
    assert_refused(&mut client, "400 Bad Request");
}

#[test]
fn what_the_application_answers_stays_as_it_is() {
    let server = Running::refusing(router());
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/own"));
    let own = client.until("\r\n\r\n");
    assert!(own.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{own}");
    assert!(own.contains("content-length: 0\r\n") && !own.contains("x-said"), "{own}");
    client.send(&util::get("/pieces"));
    let pieces = client.until("\r\n0\r\n\r\n");
    assert!(pieces.contains(BARE) && !pieces.contains("x-said"), "{pieces}");
    let length = BARE.len();
    client
        .send(&format!("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{BARE}"));
    let echo = client.until(BARE);
    assert!(echo.starts_with("HTTP/1.1 200 OK\r\n") && !echo.contains("x-said"), "{echo}");
}
