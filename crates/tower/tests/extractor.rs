//! The layer and the extractor in axum.

mod util;

use axum::{Router, extract::OriginalUri, routing::get};
use http::Uri;
use store_auth_tower::Authorized;
use tokio::net::TcpListener;
use util::{Client, QUERY, layer};

async fn feed(Authorized(authorization): Authorized) -> String {
    format!("data for {}", authorization.id())
}

/// What a handler and whatever it logs can see of the URI.
async fn uris(uri: Uri, OriginalUri(original): OriginalUri) -> String {
    format!("{uri} of {original}")
}

fn app() -> Router {
    let nested = Router::new().route("/uris", get(uris));
    Router::new().route("/feed", get(feed)).nest("/nested", nested)
}

async fn connect(app: Router) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, app).await });
    Client::connect(address).await
}

#[tokio::test]
async fn a_handler_gets_the_authorization() {
    let mut client = connect(app().layer(layer())).await;
    let reply = client.get(&format!("/feed?{QUERY}")).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "data for XU4XHT8XQDWK"));
}

#[tokio::test]
async fn a_denied_request_gets_the_same_answer_as_elsewhere() {
    let mut client = connect(app().layer(layer())).await;
    let mut reply = client.get("/feed").await;
    let mut elsewhere = util::ask(layer(), util::get("/feed")).await;
    for reply in [&mut reply, &mut elsewhere] {
        reply.headers.remove("date");
    }
    assert_eq!(reply, elsewhere);
    assert_eq!(reply.status, 401);
}

#[tokio::test]
async fn a_layer_of_one_route_leaves_the_others_open() {
    let app = Router::new()
        .route("/feed", get(feed).layer(layer()))
        .route("/open", get(|| async { "open" }));
    let mut client = connect(app).await;
    assert_eq!(client.get("/open").await.body, "open");
    assert_eq!(client.get("/feed").await.status, 401);
    assert_eq!(client.get(&format!("/feed?{QUERY}")).await.status, 200);
}

#[tokio::test]
async fn without_a_layer_the_answer_says_what_is_missing() {
    let reply = connect(app()).await.get(&format!("/feed?{QUERY}")).await;
    let message =
        "request is not verified: expected a `StoreAuthLayer` on the route of this handler\n";
    assert_eq!((reply.status, reply.body.as_str()), (500, message));
}

#[tokio::test]
async fn a_handler_sees_no_field_where_they_are_stripped() {
    let mut client = connect(app().layer(layer().strip())).await;
    let reply = client.get(&format!("/nested/uris?a=1&{QUERY}")).await;
    assert_eq!(reply.body, "/uris?a=1 of /nested/uris?a=1");
}

#[tokio::test]
async fn a_handler_sees_the_fields_where_they_are_not_stripped() {
    let mut client = connect(app().layer(layer())).await;
    let reply = client.get(&format!("/nested/uris?{QUERY}")).await;
    assert_eq!(reply.body, format!("/uris?{QUERY} of /nested/uris?{QUERY}"));
}
