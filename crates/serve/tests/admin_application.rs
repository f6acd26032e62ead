//! An application beside what a server tells of itself.

mod util;

use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use http_body_util::channel::Channel;
use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    time::Duration,
};
use store_auth_serve::Peer;
use tokio::{sync::Semaphore, time::sleep};
use util::{Client, Running};

/// Longer than a head may take.
const LONG: Duration = Duration::from_secs(11);
/// As many requests as it is asked at a time.
const MOST: usize = 32;

#[track_caller]
fn asks(server: &Running, path: &str) -> Client {
    let mut client = Client::connect(&server.admin);
    client.send(&util::get(path));
    client
}

#[test]
fn it_answers_on_every_path_that_is_not_the_servers_own() {
    let router = Router::new().route("/healthz", get("mine")).fallback(|| async { "hello" });
    let server = Running::with_admin_application(router);
    assert!(server.admin("/healthz").ends_with("\r\n\r\nalive\n"));
    assert!(server.admin("/readyz").ends_with("\r\n\r\nready\n"));
    assert!(server.admin("/metrics").contains("test_connections 0\n"));
    for path in ["/", "/admin/v1", "/healthz/", "//metrics"] {
        assert!(server.admin(path).ends_with("\r\n\r\nhello"), "{path}");
    }
}

#[test]
fn it_is_not_there_on_the_other_listeners() {
    let server = Running::with_admin_application(Router::new().route("/", get("hello")));
    let mut client = Client::connect(&server.socket);
    client.send(&util::get("/"));
    assert!(client.until("\r\n\r\n").starts_with("HTTP/1.1 404 "));
}

#[test]
fn it_gets_bodies_whole_and_so_do_its_clients() {
    let echo = post(|body: Bytes| async { body }).layer(DefaultBodyLimit::disable());
    let server = Running::with_admin_application(Router::new().route("/", echo));
    let body = "0123456789".repeat(400_000);
    let mut client = Client::connect(&server.admin);
    let length = body.len();
    client.send(&format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{body}"));
    let answer = client.rest();
    let (head, echoed) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("content-length: {length}")), "{head}");
    assert!(echoed == body);
}

#[test]
fn its_requests_say_that_a_unix_socket_has_no_address() {
    let peer = |Extension(peer): Extension<Peer>| async move { format!("{peer:?}") };
    let server = Running::with_admin_application(Router::new().route("/", get(peer)));
    assert!(server.admin("/").ends_with("\r\n\r\nPeer { address: None, is_tls: false }"));
}

// Time

#[test]
fn an_answer_may_take_longer_to_be_made_than_a_head() {
    let late = || async {
        sleep(LONG).await;
        "late"
    };
    let server = Running::with_admin_application(Router::new().route("/", get(late)));
    assert!(asks(&server, "/").rest_within(2 * LONG).ends_with("\r\n\r\nlate"));
}

#[test]
fn so_may_its_pieces() {
    let pieces = || async {
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
        tokio::spawn(async move {
            for piece in ["first ", "second ", "third"] {
                sleep(LONG / 3).await;
                sender.send_data(Bytes::from(piece)).await.unwrap();
            }
        });
        Body::new(body)
    };
    let server = Running::with_admin_application(Router::new().route("/", get(pieces)));
    let answer = asks(&server, "/").rest_within(2 * LONG);
    assert!(answer.contains("third") && answer.ends_with("\r\n0\r\n\r\n"), "{answer}");
}

#[test]
fn a_head_that_does_not_come_is_not_waited_for() {
    let server = Running::with_admin_application(Router::new());
    let mut client = Client::connect(&server.admin);
    client.send("GET / HTTP/1.1\r\n");
    assert_eq!(client.rest_within(2 * LONG), "");
}

// Places

/// A router that says when a request has come, and answers once `gate` lets it.
fn gated() -> (Router, Receiver<()>, Arc<Semaphore>) {
    let (came, has_come) = mpsc::channel();
    let gate = Arc::new(Semaphore::new(0));
    let handler = {
        let gate = Arc::clone(&gate);
        move || {
            let (came, gate) = (came.clone(), Arc::clone(&gate));
            async move {
                came.send(()).unwrap();
                gate.acquire().await.unwrap().forget();
                "let in"
            }
        }
    };
    (Router::new().route("/", get(handler)), has_come, gate)
}

#[test]
fn monitoring_is_answered_while_all_its_places_are_taken() {
    let (router, has_come, gate) = gated();
    let server = Running::with_admin_application(router);
    let clients: Vec<_> = (0..MOST).map(|_| asks(&server, "/")).collect();
    for _ in 0..MOST {
        has_come.recv().unwrap();
    }
    let refused = server.admin("/");
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    assert!(refused.contains("\r\nretry-after: 1\r\n"), "{refused}");
    assert!(server.admin("/healthz").ends_with("\r\n\r\nalive\n"));
    gate.add_permits(MOST);
    for mut client in clients {
        assert!(client.rest().ends_with("\r\n\r\nlet in"));
    }
}

#[test]
fn a_place_is_free_again_once_its_answer_has_been_taken() {
    let server = Running::with_admin_application(Router::new().route("/", get("hello")));
    for _ in 0..=MOST {
        assert!(server.admin("/").ends_with("\r\n\r\nhello"));
    }
}

#[test]
fn monitoring_is_answered_while_it_keeps_all_its_threads_busy() {
    let (came, has_come) = mpsc::channel();
    let (go, gone) = mpsc::channel::<()>();
    let gone = Arc::new(Mutex::new(gone));
    let busy = move || {
        let (came, gone) = (came.clone(), Arc::clone(&gone));
        async move {
            came.send(()).unwrap();
            // Blocks the thread, which no handler should do for long.
            gone.lock().unwrap_or_else(PoisonError::into_inner).recv().unwrap();
        }
    };
    let server = Running::with_admin_application(Router::new().route("/", get(busy)));
    let clients = [asks(&server, "/"), asks(&server, "/")];
    has_come.recv().unwrap();
    has_come.recv().unwrap();
    assert!(server.admin("/healthz").ends_with("\r\n\r\nalive\n"));
    go.send(()).unwrap();
    go.send(()).unwrap();
    for mut client in clients {
        assert!(client.rest().starts_with("HTTP/1.1 200 "));
    }
}

// Clients that leave

/// Says when it is dropped.
struct Told(Sender<()>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.send(()).unwrap();
    }
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_is_given_up() {
    let (came, has_come) = mpsc::channel();
    let (given_up, is_given_up) = mpsc::channel();
    let never = move || {
        let (came, told) = (came.clone(), Told(given_up.clone()));
        async move {
            let _told = told;
            came.send(()).unwrap();
            std::future::pending::<()>().await;
        }
    };
    let server = Running::with_admin_application(Router::new().route("/", get(never)));
    let client = asks(&server, "/");
    has_come.recv().unwrap();
    drop(client);
    is_given_up.recv().unwrap();
}
