//! Real servers on loopback ports, a real client, what is logged, and authorizations to send.

#![allow(dead_code, reason = "each test uses some of it")]

use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri};
use http_body_util::{BodyExt, Empty, Full};
use hyper::{
    body::{Body, Incoming},
    client::conn::http1::{self, SendRequest},
    server,
};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use std::{
    convert::Infallible,
    future::{Ready, ready},
    io::{self, Write},
    net::SocketAddr,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};
use store_auth::chrono::{DateTime, TimeZone, Utc};
use store_auth::{Authorization, Expiry, KeyRing, ServerKey, Signer, Verifier};
use store_auth_tower::{Respond, StoreAuthLayer};
use tokio::net::{TcpListener, TcpStream};
use tower::{Layer, Service};

pub(crate) const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";
pub(crate) const OTHER_KEY: &str = "85bb85314f73fa720b1e25a9479e41ac1c5dc5af";
pub(crate) const ID: &str = "XU4XHT8XQDWK";
pub(crate) const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";
pub(crate) const EXPIRY: &str = "2016-04-26T08:17:59.059+0000";
pub(crate) const SIGNATURE: &str = "16be1703017fd1001fe63465e50523982f10b0ca";

/// An authorized query, as of [`now`].
pub(crate) const QUERY: &str = "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
     &expiry=2016-04-26T08:17:59.059+0000&signature=16be1703017fd1001fe63465e50523982f10b0ca";

/// What [`Echo`] says of it.
pub(crate) const AUTHORIZED: &str =
    "authorized XU4XHT8XQDWK by key 0 until 2016-04-26T08:17:59.000Z";

/// 17 minutes and 59 seconds before the expiry.
pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2016, 4, 26, 8, 0, 0).unwrap()
}

pub(crate) fn key(key: &str) -> ServerKey {
    ServerKey::new(key).unwrap()
}

pub(crate) fn keys(current: &str, previous: &str) -> KeyRing {
    KeyRing::new(key(current)).with(key(previous))
}

pub(crate) fn sign(with: &str) -> String {
    let expiry = Expiry::parse(EXPIRY).unwrap();
    Signer::new(key(with)).sign(ID, PRODUCT_CODE, &expiry).unwrap().as_str().to_owned()
}

pub(crate) fn layer() -> StoreAuthLayer {
    StoreAuthLayer::new(Verifier::new(key(KEY))).clock(now)
}

/// Says what it got, a line each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Echo;

impl<B> Service<Request<B>> for Echo {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut lines = vec![format!("uri {}", request.uri())];
        if let Some(authorization) = request.extensions().get::<Authorization>() {
            let (id, key) = (authorization.id(), authorization.key_index());
            let until = Expiry::iso(authorization.expires_at()).unwrap();
            lines.push(format!("authorized {id} by key {key} until {until}"));
        }
        for (name, value) in request.headers().iter().filter(|(name, _)| *name != "host") {
            lines.push(format!("{name}: {}", value.as_bytes().escape_ascii()));
        }
        ready(Ok(Response::new(Full::from(lines.join("\n")))))
    }
}

/// The echo behind a layer, on hyper.
pub(crate) async fn start<R>(layer: StoreAuthLayer<R>) -> SocketAddr
where
    R: Respond<Full<Bytes>> + Clone + Send + 'static,
{
    serve(layer.layer(Echo)).await
}

/// Any service, on hyper.
pub(crate) async fn serve<S, B>(service: S) -> SocketAddr
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: std::error::Error + Send + Sync + 'static,
    B: Body<Data: Send, Error: std::error::Error + Send + Sync> + Send + 'static,
{
    let service = TowerToHyperService::new(service);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let connection = server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service.clone());
            tokio::spawn(connection);
        }
    });
    address
}

/// A connection to a server.
pub(crate) struct Client(SendRequest<Empty<Bytes>>);

/// What a server answered.
#[derive(Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    pub(crate) async fn send(&mut self, mut request: Request<Empty<Bytes>>) -> Reply {
        request.headers_mut().insert("host", "data.example".parse().unwrap());
        self.0.ready().await.unwrap();
        let response = self.0.send_request(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Reply { status: head.status.as_u16(), headers: head.headers, body }
    }

    pub(crate) async fn get(&mut self, target: &str) -> Reply {
        self.send(get(target)).await
    }
}

pub(crate) fn get(target: &str) -> Request<Empty<Bytes>> {
    Request::get(target.parse::<Uri>().unwrap()).body(Empty::new()).unwrap()
}

/// An authorized request by headers.
pub(crate) fn get_by_headers(target: &str) -> Request<Empty<Bytes>> {
    let mut request = get(target);
    for (name, value) in [
        ("store-id", ID),
        ("store-pc", PRODUCT_CODE),
        ("store-expiry", EXPIRY),
        ("store-signature", SIGNATURE),
    ] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    request
}

/// Asks a new server once.
pub(crate) async fn ask<R>(layer: StoreAuthLayer<R>, request: Request<Empty<Bytes>>) -> Reply
where
    R: Respond<Full<Bytes>> + Clone + Send + 'static,
{
    Client::connect(start(layer).await).await.send(request).await
}

/// What `tracing` wrote in this thread, which is that of the servers too.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub(crate) fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .without_time()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    /// Everything since the last time.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }

    /// The lines of the layer since the last time.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = self.text();
        assert!(!text.contains(SIGNATURE) && !text.contains(KEY), "{text}");
        text.lines().filter(|line| line.contains("store_auth_tower")).map(str::to_owned).collect()
    }
}
