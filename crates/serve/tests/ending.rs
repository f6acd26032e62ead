//! What SIGTERM does. It goes to a whole process, so this test has one of its own.

mod util;

use axum::{Router, routing::get};
use rustix::process::Signal;
use std::{thread, time::Duration};
use store_auth_serve::config::Settings;
use tokio::time::sleep;
use util::{Client, Running};

/// Longer than a connection without a request is kept at the end.
const LATE: Duration = Duration::from_secs(2);

#[test]
fn an_answer_that_is_being_made_is_waited_for_at_the_end() {
    let late = || async {
        sleep(LATE).await;
        "late"
    };
    let server = Running::start(Router::new().route("/", get(late)), Settings::default());
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/"));
    // Until it is being made.
    thread::sleep(LATE / 4);
    util::signal(Signal::TERM);
    while !server.admin("/readyz").ends_with("draining\n") {}
    assert!(!server.socket.exists());
    let answer = client.until("late");
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
    assert_eq!(client.rest(), "");
    server.end().unwrap();
}
