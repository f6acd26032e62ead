//! What SIGTERM does to the admin listener. It goes to a whole process, so this test has one of its own.

mod util;

use axum::{Router, routing::get};
use rustix::process::Signal;
use std::{
    sync::{Arc, mpsc},
    time::Duration,
};
use tokio::{sync::Notify, time::sleep};
use util::{Client, Running};

#[test]
fn an_answer_of_the_admin_application_is_waited_for_at_the_end_and_no_new_one_is_begun() {
    let (came, has_come) = mpsc::channel();
    let gate = Arc::new(Notify::new());
    let handler = {
        let gate = Arc::clone(&gate);
        move || {
            let (came, gate) = (came.clone(), Arc::clone(&gate));
            async move {
                came.send(()).unwrap();
                gate.notified().await;
                // Until long after the workers have ended.
                sleep(Duration::from_secs(2)).await;
                "late"
            }
        }
    };
    let server = Running::with_admin_application(Router::new().route("/", get(handler)));
    server.readiness.not_ready("the disk is full");
    let mut client = Client::connect(&server.admin);
    client.send(&util::get("/"));
    has_come.recv().unwrap();
    util::signal(Signal::TERM);
    while !server.admin("/readyz").ends_with("\r\n\r\ndraining\n") {}
    let refused = server.admin("/");
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    gate.notify_one();
    assert!(client.rest().ends_with("\r\n\r\nlate"));
    server.end().unwrap();
}
