//! The layer and the extractor in axum.

mod util;

use axum::{
    Router,
    extract::{MatchedPath, OriginalUri},
    routing::get,
};
use http::Uri;
use std::sync::{Arc, Mutex};
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

#[tokio::test]
async fn a_handler_can_do_without_a_layer() {
    async fn greet(authorized: Option<Authorized>) -> String {
        authorized.map_or("somebody".to_owned(), |Authorized(authorization)| {
            authorization.id().to_owned()
        })
    }
    let app = Router::new().route("/known", get(greet).layer(layer())).route("/open", get(greet));
    let mut client = connect(app).await;
    assert_eq!(client.get(&format!("/known?{QUERY}")).await.body, "XU4XHT8XQDWK");
    // Nobody verified it.
    assert_eq!(client.get(&format!("/open?{QUERY}")).await.body, "somebody");
    // It is no way around a layer.
    assert_eq!(client.get("/known").await.status, 401);
}

#[tokio::test]
async fn verdicts_can_be_counted_by_route() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let teller = Arc::clone(&told);
    let layer = layer().on_verdict(move |verdict, head| {
        let route = head.extensions.get().map_or("", MatchedPath::as_str);
        teller.lock().unwrap().push((route.to_owned(), verdict.is_ok()));
    });
    let app = Router::new().route("/feed/{page}", get(feed)).layer(layer);
    let mut client = connect(app).await;
    client.get(&format!("/feed/1?{QUERY}")).await;
    client.get("/feed/2").await;
    let expected = [("/feed/{page}".to_owned(), true), ("/feed/{page}".to_owned(), false)];
    assert_eq!(*told.lock().unwrap(), expected);
}
