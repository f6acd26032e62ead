//! What SIGHUP does. It goes to a whole process, so this test has one of its own.

mod util;

use axum::{Router, routing::get};
use rustix::process::Signal;
use store_auth_serve::{Trigger, config::Settings};
use util::{Client, Running};

#[test]
fn a_hangup_is_told_and_closes_no_connection() {
    let router = Router::new().route("/", get(|| async { "hello" }));
    let server = Running::start(router, Settings::default());
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/"));
    client.until("hello");
    util::signal(Signal::HUP);
    server.assert_triggered(Trigger::Hangup);
    client.send(&util::get("/"));
    client.until("hello");
}
