//! What becomes of a server of which a part dies.

mod util;

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    routing::get,
};
use http::{Request, Response};
use hyper::{
    body::{Frame, Incoming},
    service::Service,
};
use std::{
    convert::Infallible,
    fs,
    future::{Ready, ready},
    num::NonZeroUsize,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
    thread,
    time::Duration,
};
use store_auth_serve::{Error, config::Settings};
use tokio::sync::Notify;
use util::{Client, Running};

/// Its name, of a server that has ended by itself.
#[track_caller]
fn died(server: Running) -> &'static str {
    match server.end() {
        Err(Error::Died(part)) => part,
        other => panic!("expected a death, found {other:?}"),
    }
}

fn router() -> Router {
    async fn panics() {
        panic!("as the test asks for");
    }
    async fn late() -> &'static str {
        tokio::time::sleep(Duration::from_secs(1)).await;
        "late"
    }
    Router::new().route("/", get(panics)).route("/late", get(late))
}

#[test]
fn an_answer_that_panics_ends_the_server_once_the_others_are_made() {
    let server = Running::start(router(), Settings::default());
    let (mut first, mut second) =
        (Client::connect(&server.socket), Client::connect(&server.socket));
    first.send(&util::get("/late"));
    // Until it is being made.
    thread::sleep(Duration::from_millis(250));
    second.send(&util::get("/"));
    first.until("late");
    assert_eq!(died(server), "a connection");
}

/// A body that panics behind its first piece, when it is told to.
struct Broken<F> {
    has_begun: bool,
    panics: Pin<Box<F>>,
}

impl<F: Future<Output = ()>> HttpBody for Broken<F> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.has_begun {
            return self.panics.as_mut().poll(context).map(|()| None);
        }
        self.has_begun = true;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from("piece")))))
    }
}

#[test]
fn so_does_one_of_the_admin_application_and_what_it_made_does_not_look_whole() {
    let gate = Arc::new(Notify::new());
    let broken = {
        let gate = Arc::clone(&gate);
        move || async move {
            let panics = async move {
                gate.notified().await;
                panic!("as the test asks for");
            };
            Body::new(Broken { has_begun: false, panics: Box::pin(panics) })
        }
    };
    let server = Running::with_admin_application(Router::new().route("/", get(broken)));
    let mut client = Client::connect(&server.admin);
    client.send(&util::get("/"));
    client.until("piece\r\n");
    gate.notify_one();
    assert_eq!(client.rest(), "");
    assert_eq!(died(server), "an answer of [admin]");
}

/// An application that panics when workers clone it once too often.
struct Fragile {
    clones: Arc<AtomicUsize>,
    most: usize,
}

impl Clone for Fragile {
    fn clone(&self) -> Self {
        if thread::current().name() == Some("worker") {
            let before = self.clones.fetch_add(1, SeqCst);
            assert!(before < self.most, "as the test asks for");
        }
        Self { clones: Arc::clone(&self.clones), most: self.most }
    }
}

impl Service<Request<Incoming>> for Fragile {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn call(&self, _: Request<Incoming>) -> Self::Future {
        ready(Ok(Response::new(String::new())))
    }
}

/// A server of one worker, which panics at the clone behind so many.
#[track_caller]
fn fragile(most: usize) -> Running {
    let application = Fragile { clones: Arc::default(), most };
    Running::spawn(application, Settings { workers: NonZeroUsize::new(1), ..Settings::default() })
}

#[test]
fn a_worker_that_panics_ends_the_server() {
    assert_eq!(died(fragile(0)), "a worker");
}

#[test]
fn a_listener_that_panics_ends_the_server() {
    // One for the worker, one for its listener, and one that the first connection asks for.
    let server = fragile(2);
    let _client = Client::connect(&server.socket);
    assert_eq!(died(server), "a listener");
}

#[test]
fn a_reload_that_panics_ends_the_server() {
    let server = Running::start(Router::new(), Settings::default());
    let watched = server.watched.clone();
    // It fails to tell of the change.
    let change = thread::spawn(move || fs::write(watched, "22").unwrap());
    assert!(server.join().is_err());
    change.join().unwrap();
}
