//! The layer among other services: readiness, clones, preflights, and what it tells of verdicts.

mod util;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{Empty, Full};
use std::{
    convert::Infallible,
    future::{Ready, ready},
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};
use store_auth::Verifier;
use store_auth_tower::StoreAuthLayer;
use tower::{Layer, Service, ServiceExt, service_fn};
use util::{Echo, KEY, OTHER_KEY, QUERY, Reply, ask, get, keys, layer, now};

/// Ready from the third time on that it is asked, once for each call; clones begin anew.
struct Reluctant {
    asked: usize,
    error: Option<&'static str>,
}

impl Clone for Reluctant {
    fn clone(&self) -> Self {
        Self { asked: 0, ..*self }
    }
}

impl<B> Service<Request<B>> for Reluctant {
    type Response = Response<Full<Bytes>>;
    type Error = &'static str;
    type Future = Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        if let Some(error) = self.error {
            return Poll::Ready(Err(error));
        }
        self.asked += 1;
        if self.asked < 3 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<B>) -> Self::Future {
        assert!(self.asked >= 3, "called without being ready");
        self.asked = 0;
        ready(Ok(Response::default()))
    }
}

fn authorized() -> Request<Empty<Bytes>> {
    get(&format!("/?{QUERY}"))
}

#[test]
fn it_is_ready_when_the_inner_service_is() {
    let mut service = layer().layer(Reluctant { asked: 0, error: None });
    let mut cx = Context::from_waker(Waker::noop());
    let mut poll = || Service::<Request<Empty<Bytes>>>::poll_ready(&mut service, &mut cx);
    assert_eq!([poll(), poll(), poll()], [Poll::Pending, Poll::Pending, Poll::Ready(Ok(()))]);
}

#[test]
fn it_fails_when_the_inner_service_does() {
    let mut service = layer().layer(Reluctant { asked: 0, error: Some("full") });
    let mut cx = Context::from_waker(Waker::noop());
    let poll = Service::<Request<Empty<Bytes>>>::poll_ready(&mut service, &mut cx);
    assert_eq!(poll, Poll::Ready(Err("full")));
}

#[tokio::test]
async fn the_service_that_was_ready_is_the_one_that_is_called() {
    let mut service = layer().layer(Reluctant { asked: 0, error: None });
    for _ in 0..3 {
        let ready = ServiceExt::<Request<Empty<Bytes>>>::ready(&mut service).await.unwrap();
        let response = ready.call(authorized()).await.unwrap();
        assert_eq!(response.status(), 200);
        // A clone that is made meanwhile has to become ready by itself.
        assert_eq!(service.clone().oneshot(authorized()).await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn a_denied_request_does_not_reach_the_inner_service() {
    async fn never(_: Request<Empty<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
        panic!("called")
    }
    let response = layer().layer(service_fn(never)).oneshot(get("/")).await.unwrap();
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn errors_of_the_inner_service_are_passed_on() {
    let inner =
        service_fn(|_: Request<Empty<Bytes>>| async { Err::<Response<Full<Bytes>>, _>("broken") });
    let service = layer().layer(inner);
    assert_eq!(service.clone().oneshot(authorized()).await.unwrap_err(), "broken");
    assert_eq!(service.oneshot(get("/")).await.unwrap().status(), 401);
}

/// Like [`Reply`], of the echo without a server.
async fn answer(layer: StoreAuthLayer, request: Request<Empty<Bytes>>) -> (u16, String) {
    let Reply { status, body, .. } = ask(layer, request).await;
    (status, body)
}

fn preflight(without: &str) -> Request<Empty<Bytes>> {
    let mut request = get("/feed");
    *request.method_mut() = Method::OPTIONS;
    for (name, value) in
        [("origin", "https://app.example"), ("access-control-request-method", "GET")]
    {
        if name != without {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
    }
    request
}

#[tokio::test]
async fn a_preflight_passes_where_that_is_chosen_and_brings_no_authorization() {
    assert_eq!(answer(layer(), preflight("")).await.0, 401);
    let (status, body) = answer(layer().pass_preflight(), preflight("")).await;
    assert_eq!(status, 200);
    assert!(!body.contains("authorized"), "{body}");
}

#[tokio::test]
async fn what_is_no_preflight_does_not_pass() {
    let layer = layer().pass_preflight();
    for name in ["origin", "access-control-request-method"] {
        assert_eq!(answer(layer.clone(), preflight(name)).await.0, 401);
    }
    let mut request = preflight("");
    *request.method_mut() = Method::GET;
    assert_eq!(answer(layer.clone(), request).await.0, 401);
}

#[tokio::test]
async fn every_verdict_is_told_and_a_preflight_that_passes_has_none() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let teller = Arc::clone(&told);
    let verifier = Verifier::new(keys(OTHER_KEY, KEY));
    let layer =
        StoreAuthLayer::new(verifier).clock(now).pass_preflight().on_verdict(move |verdict, _| {
            teller.lock().unwrap().push(match verdict {
                Ok(authorization) => format!("key {}", authorization.key_index()),
                Err(denied) => denied.code().to_owned(),
            });
        });
    let service = layer.layer(Echo);
    let tampered = get(&format!("/?{}", QUERY.replace("id=X", "id=Y")));
    for request in [authorized(), get("/"), preflight(""), tampered] {
        service.clone().oneshot(request).await.unwrap();
    }
    assert_eq!(*told.lock().unwrap(), ["key 1", "malformed", "signature-mismatch"]);
}

#[tokio::test]
async fn every_verdict_is_told_with_the_head_of_its_request() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let teller = Arc::clone(&told);
    let service = layer()
        .on_verdict(move |verdict, head| {
            let route = head.extensions.get::<&str>().copied().unwrap_or_default();
            let agent = head.headers.get("user-agent").map_or("", |agent| agent.to_str().unwrap());
            let (is_ok, method, uri) = (verdict.is_ok(), &head.method, &head.uri);
            teller.lock().unwrap().push(format!("{is_ok} {method} {uri} {route} {agent}"));
        })
        .layer(Echo);
    for target in [format!("/feed?{QUERY}"), "/feed?a=1".to_owned()] {
        let mut request = get(&target);
        request.headers_mut().insert("user-agent", "test".parse().unwrap());
        request.extensions_mut().insert("route");
        service.clone().oneshot(request).await.unwrap();
    }
    let expected =
        [format!("true GET /feed?{QUERY} route test"), "false GET /feed?a=1 route test".to_owned()];
    assert_eq!(*told.lock().unwrap(), expected);
}

#[test]
fn options_of_a_clone_leave_the_layer_as_it_was() {
    let first = layer();
    let second = first.clone().strip();
    assert!(format!("{first:?}").contains("strips: false"));
    assert!(format!("{second:?}").contains("strips: true"));
}
