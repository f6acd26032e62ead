//! Inner services whose bodies can't be made of bytes: files of tower-http, and gRPC of tonic.

mod util;

use http::Request;
use std::{
    convert::Infallible,
    fs,
    future::{Ready, ready},
    task::{Context, Poll},
};
use store_auth_tower::Fields;
use tokio::net::TcpListener;
use tonic::{
    body::Body,
    server::NamedService,
    transport::server::{Server, TcpIncoming},
};
use tower::{Layer, Service};
use tower_http::services::ServeDir;
use util::{Client, QUERY, get_by_headers, layer, serve};

#[tokio::test]
async fn files_are_served_to_whom_the_store_authorized() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("feed.txt"), "data").unwrap();
    let layer = layer().without_body();
    let mut client = Client::connect(serve(layer.layer(ServeDir::new(folder.path()))).await).await;
    let reply = client.get(&format!("/feed.txt?{QUERY}")).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "data"));
    assert_eq!(client.get(&format!("/other.txt?{QUERY}")).await.status, 404);
    let reply = client.get("/feed.txt").await;
    assert_eq!((reply.status, reply.body.as_str()), (401, ""));
    assert_eq!(reply.headers["www-authenticate"], "StoreAuth");
}

/// A service as tonic's generated code makes them, that answers every call with status 0 and nothing else.
#[derive(Clone)]
struct Feed;

impl NamedService for Feed {
    const NAME: &'static str = "data.Feed";
}

impl Service<Request<Body>> for Feed {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Body>) -> Self::Future {
        ready(Ok(tonic::Status::ok("").into_http()))
    }
}

#[tokio::test]
async fn grpc_is_served_to_whom_the_store_authorized() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let layer = layer().fields(Fields::headers()).without_body();
    let server = Server::builder().accept_http1(true).layer(layer).add_service(Feed);
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));

    let mut client = Client::connect(address).await;
    let reply = client.send(get_by_headers("/data.Feed/Get")).await;
    assert_eq!((reply.status, &reply.headers["grpc-status"]), (200, &"0".parse().unwrap()));
    // Which gRPC takes for UNAUTHENTICATED.
    let reply = client.get("/data.Feed/Get").await;
    assert_eq!((reply.status, reply.headers.get("grpc-status")), (401, None));
}
