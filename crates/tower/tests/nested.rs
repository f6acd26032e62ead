//! Layers around each other.

mod util;

use store_auth::Field;
use store_auth_tower::{Fields, StoreAuthLayer};
use tower::{Layer, ServiceExt};
use util::{AUTHORIZED, Echo, Log, QUERY, get, get_by_headers, layer};

const EVENT: &str = "ERROR store_auth_tower: an outer StoreAuthLayer took the fields out of a request: \
     expected `strip` on the innermost one alone field=\"id\"";

/// The status, and whether it was said that an outer layer took the fields.
async fn ask_through(
    outer: StoreAuthLayer,
    inner: StoreAuthLayer,
    request: http::Request<http_body_util::Empty<bytes::Bytes>>,
) -> (u16, bool) {
    let (log, _guard) = Log::start();
    let response = outer.layer(inner.layer(Echo)).oneshot(request).await.unwrap();
    let lines = log.lines();
    (response.status().as_u16(), lines.iter().any(|line| line.trim_start() == EVENT))
}

#[tokio::test]
async fn both_layers_verify_where_only_the_inner_one_strips() {
    let service = layer().layer(layer().strip().layer(Echo));
    let response = service.oneshot(get(&format!("/feed?{QUERY}"))).await.unwrap();
    let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    assert_eq!(body, format!("uri /feed\n{AUTHORIZED}"));
}

/// It can't tell what an outer one verified, with which keys, for which products.
#[tokio::test]
async fn an_inner_layer_denies_what_an_outer_one_stripped_and_says_why() {
    let request = get(&format!("/feed?{QUERY}"));
    assert_eq!(ask_through(layer().strip(), layer(), request).await, (401, true));
    let headers = || layer().fields(Fields::headers());
    let request = get_by_headers("/feed");
    assert_eq!(ask_through(headers().strip(), headers(), request).await, (401, true));
}

#[tokio::test]
async fn nothing_is_said_where_a_client_left_the_fields_out() {
    // The inner one looks elsewhere, where nobody took anything.
    let request = get(&format!("/feed?{QUERY}"));
    let inner = layer().fields(Fields::headers());
    assert_eq!(ask_through(layer().strip(), inner, request).await, (401, false));
    let request = get(&format!("/feed?{QUERY}"));
    let inner = layer().fields(Fields::query().named(Field::Id, ["display"]).unwrap());
    assert_eq!(ask_through(layer().strip(), inner, request).await, (401, false));
    // A preflight that passes the outer one has no fields to take.
    let mut request = get("/feed");
    *request.method_mut() = http::Method::OPTIONS;
    request.headers_mut().insert("origin", "https://app.example".parse().unwrap());
    request.headers_mut().insert("access-control-request-method", "GET".parse().unwrap());
    let outer = layer().strip().pass_preflight();
    assert_eq!(ask_through(outer, layer(), request).await, (401, false));
}
