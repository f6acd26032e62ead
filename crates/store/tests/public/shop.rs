//! A Store with something to sell, on a socket, and who asks there.

use crate::{
    catalogue::{self, DAY},
    engine,
    metric::metric,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use hyper::{body::Incoming, server::conn::http1, service::Service, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
};
use store_auth_serve::Peer;
use store_auth_store::{
    Clock, Draft, Store,
    model::{Edit, Millis, Usage},
    public::{Apps, CallLimits, ClientAddress, PublicMetrics},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// 2027-01-15T08:00:00.511Z
pub(crate) const NOW: Millis = Millis(1_800_000_000_511);

pub(crate) const FREE: &str = "1111111111111111111111111111111111111111";
/// Bought by [`COMPANY`].
pub(crate) const SOLD: &str = "2222222222222222222222222222222222222222";
/// With a trial of 14 days that nobody has had.
pub(crate) const TRIED: &str = "3333333333333333333333333333333333333333";
/// Without a trial.
pub(crate) const UNSOLD: &str = "4444444444444444444444444444444444444444";
pub(crate) const WITHDRAWN: &str = "5555555555555555555555555555555555555555";
pub(crate) const UNKNOWN: &str = "6666666666666666666666666666666666666666";

pub(crate) const COMPANY: &str = "1c3a55a7-d1a3-fa58-2bd8-636655473bb6";
pub(crate) const DISPLAY: &str = "QEWBB8467XPD";
pub(crate) const OLD_DISPLAY: &str = "OLD-1";
pub(crate) const SUSPENDED: &str = "28453864-6de3-3443-0630-02600c1a241f";
pub(crate) const DISPLAY_OF_SUSPENDED: &str = "XZJNP2KJNK2K";

pub(crate) const KEYS: [(&str, &str); 2] = [
    ("A1", "e4232e0620f9290025cb3783768c9c8c4686078c"),
    ("b2", "dedeb395b5e7fabe53671e895aa7eaeffdc4bfce"),
];

/// What the shop of most tests has. Its things are numbered in this order, from 1.
pub(crate) fn stock() -> Value {
    let prices = json!([{"plan": "display", "amount": 100, "currency": "USD"},
        {"plan": "company", "amount": 900, "currency": "USD"}]);
    json!({
        "products": [
            {"code": FREE, "name": "Free", "free": true},
            {"code": SOLD, "name": "Sold", "prices": prices},
            {"code": TRIED, "name": "Tried", "prices": prices, "trialDays": 14},
            {"code": UNSOLD, "name": "Unsold", "prices": prices},
            {"code": WITHDRAWN, "name": "Withdrawn", "free": true, "withdrawn": true},
        ],
        "companies": [
            {"id": COMPANY, "name": "One", "displays": [DISPLAY, OLD_DISPLAY]},
            {"id": SUSPENDED, "name": "Two", "standing": "suspended",
             "displays": [DISPLAY_OF_SUSPENDED]},
        ],
        "servers": KEYS.map(|(id, key)| json!({"id": id, "key": key})),
        "subscriptions": [
            {"company": COMPANY, "product": SOLD, "status": "Subscribed", "plan": "display"},
        ],
    })
}

/// A Store that serves Apps.
pub(crate) struct Shop {
    pub(crate) address: SocketAddr,
    pub(crate) store: Store,
    pub(crate) metrics: PublicMetrics,
    now: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

impl Shop {
    /// One with the usual stock, without limits.
    pub(crate) async fn open() -> Self {
        Self::with(&stock(), &CallLimits::lifted(), ClientAddress::default()).await
    }

    pub(crate) async fn with(stock: &Value, limits: &CallLimits, address: ClientAddress) -> Self {
        Self::opened(stock, NOW, limits, address).await
    }

    /// One whose stock is imported at an instant, without limits.
    pub(crate) async fn at(stock: &Value, at: Millis) -> Self {
        Self::opened(stock, at, &CallLimits::lifted(), ClientAddress::default()).await
    }

    async fn opened(
        stock: &Value,
        at: Millis,
        limits: &CallLimits,
        address: ClientAddress,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = Arc::new(AtomicI64::new(at.0));
        let hand = Arc::clone(&now);
        let clock = Clock::of(move || Millis(hand.load(SeqCst)));
        let path = folder.path().join("store.db");
        let place = engine::place(&path).await;
        let store = Store::create(place, catalogue::seal(), clock, DAY).await.unwrap();
        let metrics = PublicMetrics::new();
        let apps = Apps::new(store.clone(), limits, address, metrics.clone());
        let address = serve(Arc::new(apps)).await;
        let shop = Self { address, store, metrics, now, _folder: folder };
        shop.change(catalogue::edits(stock, at)).await;
        shop
    }

    pub(crate) fn set_clock(&self, now: Millis) {
        self.now.store(now.0, SeqCst);
    }

    pub(crate) async fn change(&self, edits: Vec<Edit>) {
        let draft = Draft { actor: "test".into(), action: "test", edits, ..Draft::default() };
        self.store.change(|_| Ok::<_, std::convert::Infallible>(draft)).await.unwrap();
    }

    /// All that is recorded.
    pub(crate) async fn usage(&self) -> Vec<Usage> {
        let mut all = Vec::new();
        let take = |usage| all.push(usage);
        self.store.usage(Millis(i64::MIN), Millis(i64::MAX), take).await.unwrap();
        all
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[]).await
    }

    pub(crate) async fn ask(&self, method: &str, target: &str, headers: &[&str]) -> Answer {
        ask(self.address, method, target, headers).await
    }

    /// What a metric says, such as `denials_total{reason="no-id"}`.
    pub(crate) fn metric(&self, name: &str) -> Option<String> {
        metric(&self.metrics, name)
    }
}

async fn serve(apps: Arc<Apps>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, peer) = listener.accept().await.unwrap();
            let service = apps.service::<Incoming>();
            let service = service_fn(move |mut request: http::Request<Incoming>| {
                let peer = Peer { address: Some(peer), is_tls: false };
                request.extensions_mut().insert(peer);
                service.call(request)
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

/// What came back, as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn body(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// A header that is there once or not at all.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().map(|value| value.to_str().unwrap());
        assert_eq!(values.next(), None, "{name}");
        value
    }

    #[track_caller]
    pub(crate) fn assert_is(&self, status: u16, body: &str) {
        assert_eq!((self.status, self.body()), (status, body));
    }

    /// A denial with HTTP 200.
    #[track_caller]
    pub(crate) fn assert_denied(&self, message: &str) {
        self.assert_is(200, &denial(message));
    }

    #[track_caller]
    pub(crate) fn is_authorized(&self) -> bool {
        let answer: store_auth_wire::Answer = serde_json::from_str(self.body()).unwrap();
        matches!(answer, store_auth_wire::Answer::Authorized { .. })
    }
}

pub(crate) fn denial(message: &str) -> String {
    format!(
        r#"{{"authorized":false,"expiry":null,"expiry_time":null,"signatures":null,"error":{{"message":"{message}"}}}}"#
    )
}

/// Sends a request on a connection of its own, the target as it is.
pub(crate) async fn ask(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &[&str],
) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut head = format!("{method} {target} HTTP/1.1\r\nhost: store.example\r\n");
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("connection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    parse(&answer)
}

fn parse(answer: &[u8]) -> Answer {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap())
    });
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(name, value);
    }
    Answer { status, headers: map, bytes: answer[end + 4..].to_vec() }
}
