//! How requests are answered: here by axum's router.

mod util;

use axum::{
    Router,
    body::{Body, Bytes},
    routing::{get, post},
};
use http_body_util::channel::Channel;
use std::{convert::Infallible, fs, time::Duration};
use store_auth_serve::{
    Trigger,
    config::{Limits, Settings},
};
use tokio::time::sleep;
use util::{Client, Running};

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(1);

/// Answers on `/` at once, on `/late` after a second, and on `/never` not at all; on `/pieces` with a piece every
/// second, and on `/endless` with pieces for ever.
fn router() -> Router {
    Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/echo", post(|body: Bytes| async { body }))
        .route("/late", get(late))
        .route("/never", get(std::future::pending::<()>))
        .route("/pieces", get(|| async { pieces(3, LONG, "piece") }))
        .route("/endless", get(|| async { pieces(usize::MAX, Duration::ZERO, [b'x'; 4096]) }))
}

async fn late() -> &'static str {
    sleep(LONG).await;
    "late"
}

fn pieces<P>(count: usize, pause: Duration, piece: P) -> Body
where
    P: Clone + Send + 'static + AsRef<[u8]>,
{
    let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
    tokio::spawn(async move {
        for _ in 0..count {
            sleep(pause).await;
            if sender.send_data(Bytes::copy_from_slice(piece.as_ref())).await.is_err() {
                break;
            }
        }
    });
    Body::new(body)
}

#[track_caller]
fn server(limits: Limits) -> Running {
    Running::start(router(), Settings { limits, ..Settings::default() })
}

#[track_caller]
fn with_idle_time(idle_time: Duration) -> Running {
    server(Limits { idle_time, ..Limits::default() })
}

#[track_caller]
fn with_request_time(request_time: Duration) -> Running {
    server(Limits { request_time, ..Limits::default() })
}

/// The connection meets the limit of requests, and with it what is left of the answer.
#[track_caller]
fn assert_slow(server: &Running) {
    let metrics = server.admin("/metrics");
    assert!(metrics.contains("test_connections_closed_total{reason=\"slow\"} 1\n"), "{metrics}");
}

// Answers

#[test]
fn a_router_answers_one_request_after_another() {
    let server = server(Limits::default());
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/"));
    assert!(client.until("hello").starts_with("HTTP/1.1 200 OK\r\n"));
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nagain");
    assert!(client.until("again").starts_with("HTTP/1.1 200 OK\r\n"));
}

#[test]
fn requests_that_come_together_are_answered_in_order() {
    let server = with_idle_time(SHORT);
    let mut client = Client::connect(&server.socket);
    client.send(&[util::get("/"), util::get("/late"), util::get("/")].concat());
    client.until("hello");
    client.until("late");
    client.until("hello");
}

// Time

#[test]
fn an_answer_that_is_being_made_is_not_idle() {
    let server = with_idle_time(SHORT);
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/late"));
    client.until("late");
    assert_eq!(client.rest(), "");
}

#[test]
fn nor_is_one_whose_pieces_come_one_by_one() {
    let server = with_idle_time(SHORT);
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/pieces"));
    let answer = client.until("\r\n0\r\n\r\n");
    assert_eq!(answer.matches("piece").count(), 3, "{answer}");
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for() {
    let server = with_request_time(SHORT);
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/never"));
    assert_eq!(client.rest(), "");
    assert_slow(&server);
}

#[test]
fn a_client_that_takes_pieces_is_served_for_longer_than_a_request_may_take() {
    let server = with_request_time(SHORT);
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/endless"));
    let start = std::time::Instant::now();
    while start.elapsed() < LONG {
        client.until(&"x".repeat(1024));
    }
}

#[test]
fn a_client_that_takes_no_pieces_is_cut_off() {
    let server = with_request_time(SHORT);
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/endless"));
    std::thread::sleep(LONG);
    assert_slow(&server);
}

// What the server tells of itself

#[test]
fn the_admin_listener_says_that_it_lives_and_is_ready() {
    let server = server(Limits::default());
    assert!(server.admin("/healthz").ends_with("\r\n\r\nalive\n"));
    assert!(server.admin("/readyz").ends_with("\r\n\r\nready\n"));
    assert!(server.admin("/").starts_with("HTTP/1.1 404 "));
}

#[test]
fn it_says_why_the_application_is_not_ready_until_it_is_again() {
    let server = server(Limits::default());
    server.readiness.not_ready("the disk is full");
    server.readiness.not_ready("the catalogue is old");
    let answer = server.admin("/readyz");
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\nthe disk is full\nthe catalogue is old\n"), "{answer}");
    server.readiness.ready_again("the disk is full");
    assert!(server.admin("/readyz").ends_with("\r\n\r\nthe catalogue is old\n"));
    server.readiness.ready_again("the catalogue is old");
    assert!(server.admin("/readyz").ends_with("\r\n\r\nready\n"));
}

#[test]
fn connections_are_counted() {
    let server = server(Limits::default());
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/"));
    client.until("hello");
    let metrics = server.admin("/metrics");
    assert!(metrics.contains("test_connections 1\n"), "{metrics}");
    assert!(metrics.contains("test_config_generation 1\n"), "{metrics}");
}

// Reloads

#[test]
fn a_watched_file_that_changes_is_told() {
    let server = server(Limits::default());
    fs::write(&server.watched, "22").unwrap();
    server.assert_triggered(Trigger::FilesChanged);
}
