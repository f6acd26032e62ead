//! Stores that Apps ask over HTTP, what those were answered, and the bill of it.

use crate::{
    catalogue::{DAY, edits, seal},
    wait::grows,
};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{
    Request,
    body::Incoming,
    client,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::rt::TokioIo;
use serde_json::json;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use store_auth_serve::Peer;
use store_auth_store::{
    Clock, DatabasePlace, Draft, Store,
    billing::{Filter, Tally},
    model::Millis,
    public::{self, CallLimits, ClientAddress, PublicMetrics},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::sleep,
};

/// 2027-01-15T08:00:00.511Z
const NOW: Millis = Millis(1_800_000_000_511);
const MONTH: &str = "2027-01";
const SOLD: &str = "2222222222222222222222222222222222222222";
/// For each display, in minor units.
const PRICE: u64 = 100;
/// Each connection asks for some of its own, one after the other and again.
pub(crate) const DISPLAYS: u32 = 4096;
const CONNECTIONS: u32 = 32;

fn clock() -> Clock {
    Clock::of(|| NOW)
}

/// A Store that has something to sell, in a new database.
pub(crate) async fn create(place: DatabasePlace) -> Store {
    let store = Store::create(place, seal(), clock(), DAY).await.unwrap();
    let company = "1c3a55a7-d1a3-fa58-2bd8-636655473bb6";
    let displays: Vec<_> = (1..=DISPLAYS).map(|number| format!("D{number}")).collect();
    let stock = json!({
        "products": [{"code": SOLD, "name": "Sold",
            "prices": [{"plan": "display", "amount": PRICE, "currency": "USD"}]}],
        "companies": [{"id": company, "name": "One", "displays": displays}],
        "subscriptions": [
            {"company": company, "product": SOLD, "status": "Subscribed", "plan": "display"}],
    });
    let edits = edits(&stock, NOW);
    let draft = Draft { actor: "test".into(), action: "test", edits, ..Draft::default() };
    store.change(|_| Ok::<_, std::convert::Infallible>(draft)).await.unwrap();
    store
}

pub(crate) async fn open(place: DatabasePlace) -> Store {
    Store::open(place, seal(), clock(), DAY).await.unwrap()
}

/// Serves Apps, without limits.
async fn serve(store: &Store) -> SocketAddr {
    let (limits, address) = (CallLimits::lifted(), ClientAddress::default());
    let apps = public::Apps::new(store.clone(), &limits, address, PublicMetrics::new());
    let apps = Arc::new(apps);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, peer) = listener.accept().await.unwrap();
            let service = apps.service::<Incoming>();
            let service = service_fn(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(Peer { address: Some(peer), is_tls: false });
                service.call(request)
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

/// Apps that ask without pause. Each asks for a display until it is authorized, and then for the next.
pub(crate) struct Apps {
    tasks: JoinSet<BTreeMap<u32, u64>>,
    stop: watch::Sender<bool>,
    acknowledged: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
}

impl Apps {
    pub(crate) async fn of(store: &Store) -> Self {
        let address = serve(store).await;
        let (stop, stopped) = watch::channel(false);
        let (acknowledged, refused) =
            (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let mut tasks = JoinSet::new();
        for number in 0..CONNECTIONS {
            let stopped = stopped.clone();
            let (acknowledged, refused) = (Arc::clone(&acknowledged), Arc::clone(&refused));
            tasks.spawn(async move {
                let stream = TcpStream::connect(address).await.unwrap();
                let (mut asker, connection) =
                    client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
                tokio::spawn(connection);
                let mut mine = BTreeMap::new();
                let displays = (1..=DISPLAYS).skip(number as usize).step_by(CONNECTIONS as usize);
                for display in displays.cycle() {
                    let mut tries = 0;
                    while !is_authorized(&mut asker, display).await {
                        tries += 1;
                        assert!(tries < 3000, "expected display {display} to be authorized");
                        refused.fetch_add(1, SeqCst);
                        sleep(Duration::from_millis(20)).await;
                    }
                    *mine.entry(display).or_default() += 1;
                    acknowledged.fetch_add(1, SeqCst);
                    if *stopped.borrow() {
                        break;
                    }
                }
                mine
            });
        }
        Self { tasks, stop, acknowledged, refused }
    }

    /// How many calls were authorized.
    pub(crate) fn authorized(&self) -> usize {
        self.acknowledged.load(SeqCst)
    }

    /// Waits until so many more are authorized.
    pub(crate) async fn are_authorized(&self, more: usize) {
        grows(&self.acknowledged, more).await;
    }

    /// Waits until so many more are answered 503.
    pub(crate) async fn are_refused(&self, more: usize) {
        grows(&self.refused, more).await;
    }

    /// Ends them, and looks for all that they were told: each authorization is recorded, and the bill is of the displays that
    /// were authorized.
    pub(crate) async fn end(self, store: &Store) {
        self.stop.send_replace(true);
        let mut told = BTreeMap::new();
        for mut of_one in self.tasks.join_all().await {
            told.append(&mut of_one);
        }
        let mut tally = Tally::new(MONTH.parse().unwrap(), Filter::default());
        let mut recorded = BTreeMap::<u32, u64>::new();
        let take = |usage| {
            tally.add(&usage);
            *recorded.entry(usage.display.unwrap().0).or_default() += 1;
        };
        store.usage(Millis(0), Millis(i64::MAX), take).await.unwrap();
        for (display, count) in &told {
            let found = recorded.get(display).copied().unwrap_or_default();
            assert!(found >= *count, "display {display}: told {count} times, recorded {found}");
        }
        let bill = tally.bill(&store.catalogue()).unwrap();
        let [line] = bill.lines() else { panic!("{bill:?}") };
        let displays = told.len() as u64;
        assert_eq!((line.displays, line.amount), (displays, i128::from(displays * PRICE)));
    }
}

/// No other answer than this, or 503, is one.
async fn is_authorized(
    asker: &mut client::conn::http1::SendRequest<Empty<Bytes>>,
    display: u32,
) -> bool {
    let request = Request::get(format!("/v1/widget/auth?id=D{display}&pc={SOLD}"))
        .header("host", "store.example")
        .body(Empty::new())
        .unwrap();
    let answer = asker.send_request(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let is_authorized = body.starts_with(br#"{"authorized":true"#);
    let expected = if is_authorized { 200 } else { 503 };
    assert_eq!(status, expected, "{}", String::from_utf8_lossy(&body));
    is_authorized
}
