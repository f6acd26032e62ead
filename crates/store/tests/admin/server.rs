//! A Store whose interface listens on a port of the system's choice, and a client.

use crate::{engine, log};
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, header::HeaderMap, http::response::Parts};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::Duration,
};
use store_auth_store::{
    Clock, DatabasePlace, Draft, Seal, Store,
    model::{Edit, Millis, Paid, Plan, Scope, Token, Usage},
    tokens,
};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const DAY: Duration = Duration::from_hours(24);
/// 2027-01-15T08:00:00.000Z
pub(crate) const NOW: i64 = 1_800_000_000_000;
pub(crate) const COMPANY: &str = "1c3a55a7-d1a3-fa58-2bd8-636655473bb6";
pub(crate) const PRODUCT: &str = "1219fb87cdbe1089e7efcf69e4232e0620f92900";

pub(crate) struct Server {
    pub(crate) store: Store,
    pub(crate) token: String,
    address: SocketAddr,
    now: Arc<AtomicI64>,
    folder: tempfile::TempDir,
}

impl Server {
    /// One whose log is that of this thread, from here on.
    pub(crate) async fn start() -> Self {
        log::begin();
        let folder = tempfile::tempdir().unwrap();
        let now = Arc::new(AtomicI64::new(NOW));
        let clock = {
            let now = Arc::clone(&now);
            Clock::of(move || Millis(now.load(Relaxed)))
        };
        let path = folder.path().join("store.db");
        let place = engine::place(&path).await;
        let store = Store::create(place, Seal::new(&[7; 32]), clock, DAY).await.unwrap();
        let token = first_token(&store).await;
        Self::of(store, token, now, folder).await
    }

    /// The same once more, after its Store was closed.
    pub(crate) async fn again(self, place: DatabasePlace) -> Self {
        let Self { token, now, folder, .. } = self;
        let clock = {
            let now = Arc::clone(&now);
            Clock::of(move || Millis(now.load(Relaxed)))
        };
        let store = Store::open(place, Seal::new(&[7; 32]), clock, DAY).await.unwrap();
        Self::of(store, token, now, folder).await
    }

    async fn of(
        store: Store,
        token: String,
        now: Arc<AtomicI64>,
        folder: tempfile::TempDir,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = crate::router(store.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { store, token, address, now, folder }
    }

    /// One with a product that is sold by display, a company, and a display of it.
    pub(crate) async fn stocked() -> Self {
        let server = Self::start().await;
        server.put(&format!("/products/{PRODUCT}"), product()).await.expect(201);
        server.put(&format!("/companies/{COMPANY}"), json!({"name": "Acme"})).await.expect(201);
        server.put("/displays/DISPLAY1", json!({"company": COMPANY})).await.expect(201);
        server
    }

    pub(crate) fn set_clock(&self, millis: i64) {
        self.now.store(millis, Relaxed);
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.call("PUT", path).json(&body).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path).json(&body).send().await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path).send().await
    }

    /// A request below `/admin/v1`, with the first token.
    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        let headers = vec![("authorization".to_owned(), format!("Bearer {}", self.token))];
        let (method, path) = (method.to_owned(), format!("/admin/v1{path}"));
        Call { address: self.address, method, path, headers, body: Bytes::new() }
    }

    /// Records that a display of the company was authorized, or the company as a whole.
    pub(crate) async fn record(&self, at: i64, display: Option<&str>) {
        self.store.record(self.usage(at, display)).await.unwrap();
    }

    pub(crate) fn usage(&self, at: i64, display: Option<&str>) -> Usage {
        let catalogue = self.store.catalogue();
        Usage {
            at: Millis(at),
            company: catalogue.company(COMPANY).unwrap().number,
            display: display.map(|id| catalogue.display(id).unwrap().number),
            product: catalogue.product(PRODUCT).unwrap().number,
            paid: Paid::Subscribed(Plan::Display),
            until: Millis(at).plus(DAY),
        }
    }

    #[allow(dead_code, reason = "the tests of the console ask for it")]
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its database is.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A token with scopes.
    pub(crate) async fn token(&self, name: &str, scopes: &[&str]) -> String {
        let made = self.post("/tokens", json!({"name": name, "scopes": scopes})).await;
        made.expect(201).json()["token"].as_str().unwrap().to_owned()
    }
}

/// As `store init` makes it.
async fn first_token(store: &Store) -> String {
    let (text, hash) = tokens::make().unwrap();
    let token = Token {
        name: "admin".to_owned(),
        hash,
        scopes: vec![Scope::Admin],
        made: Millis(NOW),
        expires: None,
        revoked: false,
    };
    let draft = Draft {
        actor: "init".to_owned(),
        action: "token.add",
        object: "admin".to_owned(),
        edits: vec![Edit::Token(token)],
        ..Draft::default()
    };
    store.change(|_| Ok::<_, std::convert::Infallible>(draft)).await.unwrap();
    text.to_string()
}

pub(crate) fn product() -> Value {
    json!({
        "name": "Weather",
        "trialDays": 14,
        "prices": [{"plan": "display", "amount": 1916, "currency": "USD"}],
    })
}

#[derive(Clone)]
pub(crate) struct Call {
    address: SocketAddr,
    method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Call {
    #[allow(dead_code, reason = "the tests of applications ask strangers' address")]
    pub(crate) fn at(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    /// Instead of the header that there is of the same name.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(there, _)| there != name);
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn body(mut self, of_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header("content-type", of_type)
    }

    pub(crate) async fn send(self) -> Answer {
        let (parts, body) = self.send_raw().await;
        let body = String::from_utf8(body.to_vec()).unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) async fn send_raw(self) -> (Parts, Bytes) {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let mut request = Request::builder().method(&*self.method).uri(self.path);
        request = request.header("host", self.address.to_string());
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let answer = sender.send_request(request.body(Full::new(self.body)).unwrap()).await;
        let (parts, body) = answer.unwrap().into_parts();
        (parts, body.collect().await.unwrap().to_bytes())
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// That a member, parameter or header is refused, and what was expected.
    #[track_caller]
    pub(crate) fn refuses(&self, field: &str, detail: &str) {
        assert_eq!(self.status, 400, "{}", self.body);
        let problem = self.json();
        assert_eq!((&problem["field"], &problem["detail"]), (&json!(field), &json!(detail)));
    }

    /// The values of a member in a page.
    pub(crate) fn items(&self, member: &str) -> Vec<String> {
        let page = self.json();
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item[member].as_str().unwrap().to_owned()).collect()
    }
}
