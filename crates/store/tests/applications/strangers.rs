//! A Store that takes applications, and strangers who send some.

use crate::{
    metric::metric,
    server::{Answer, Call, Server},
};
use hyper::{Request, body::Incoming, server::conn::http1, service::Service, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{net::SocketAddr, ops::Deref, sync::Arc};
use store_auth_serve::Peer;
use store_auth_store::{
    Store,
    public::{ApplicationRules, Apps, CallLimits, ClientAddress, PublicMetrics, Rate},
};
use tokio::net::TcpListener;

/// A Store that takes applications.
pub(crate) struct Open {
    pub(crate) server: Server,
    address: SocketAddr,
    metrics: PublicMetrics,
}

impl Deref for Open {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

/// So many may wait, and nobody is stopped for sending many.
pub(crate) fn rules(waiting: usize) -> ApplicationRules {
    let per_address = Rate::new(1_000_000, 6e7).unwrap();
    ApplicationRules { waiting, per_address }
}

impl Open {
    pub(crate) async fn start() -> Self {
        Self::with(&rules(100), &CallLimits::lifted()).await
    }

    pub(crate) async fn with(rules: &ApplicationRules, limits: &CallLimits) -> Self {
        Self::of(Server::start().await, Some(rules), limits).await
    }

    pub(crate) async fn of(
        server: Server,
        rules: Option<&ApplicationRules>,
        limits: &CallLimits,
    ) -> Self {
        let metrics = PublicMetrics::new();
        let address = serve(server.store.clone(), rules, limits, metrics.clone()).await;
        Self { server, address, metrics }
    }

    /// What a metric of the calls says.
    pub(crate) fn metric(&self, name: &str) -> Option<String> {
        metric(&self.metrics, name)
    }

    /// A request of a stranger.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Call {
        let mut call = self.server.call(method, "").at(self.address).without("authorization");
        path.clone_into(&mut call.path);
        call
    }

    pub(crate) async fn page(&self, path: &str) -> Answer {
        self.ask("GET", path).send().await
    }

    /// An application as JSON: of one for an App `kind` is `app`.
    pub(crate) async fn apply(&self, kind: &str, given: &Value) -> Answer {
        self.ask("POST", &format!("/apply/{kind}")).json(given).send().await
    }

    /// An application as a browser sends it.
    pub(crate) async fn send(&self, kind: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let call = self.ask("POST", &format!("/apply/{kind}"));
        call.body("application/x-www-form-urlencoded", body).send().await
    }

    /// All that have come, as whoever runs the Store sees them.
    pub(crate) async fn all(&self) -> Vec<Value> {
        let page = self.get("/applications?limit=1000").await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }

    /// Has something applied for, and gives its number.
    pub(crate) async fn number(&self, kind: &str, given: &Value) -> u64 {
        self.apply(kind, given).await.expect(202);
        self.all().await.last().unwrap()["number"].as_u64().unwrap()
    }
}

async fn serve(
    store: Store,
    rules: Option<&ApplicationRules>,
    limits: &CallLimits,
    metrics: PublicMetrics,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let header = Some("x-forwarded-for".parse().unwrap());
    let apps = Apps::new(store, limits, ClientAddress { header }, metrics);
    let apps = Arc::new(match rules {
        Some(rules) => apps.with_applications(rules),
        None => apps,
    });
    tokio::spawn(async move {
        loop {
            let (stream, peer) = listener.accept().await.unwrap();
            let service = apps.service::<Incoming>();
            let service = service_fn(move |mut request: Request<Incoming>| {
                let peer = Peer { address: Some(peer), is_tls: false };
                request.extensions_mut().insert(peer);
                service.call(request)
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

pub(crate) const EMAIL: &str = "ann@weather.example";

pub(crate) fn app() -> Value {
    json!({
        "company": "Weather Works",
        "website": "https://weather.example/",
        "contactEmail": EMAIL,
        "productName": "Weather",
        "shortDescription": "The weather, on a display",
        "longDescription": "First line\nSecond\tline",
        "icon": "https://weather.example/icon.png",
        "image": "https://weather.example/image.png",
        "free": false,
        "prices": [{"plan": "display", "amount": 250, "currency": "USD"}, {"plan": "company", "amount": 9000, "currency": "USD"}],
    })
}

pub(crate) fn data_server() -> Value {
    json!({
        "company": "Weather Works",
        "website": "http://weather.example",
        "contactEmail": EMAIL,
        "serverId": "Weather1",
    })
}

/// The same as a form has it.
pub(crate) fn typed_app() -> Vec<(&'static str, &'static str)> {
    vec![
        ("company", "Weather Works"),
        ("website", "https://weather.example/"),
        ("contactEmail", EMAIL),
        ("productName", "Weather"),
        ("shortDescription", "The weather, on a display"),
        ("longDescription", "First line\r\nSecond\tline"),
        ("icon", "https://weather.example/icon.png"),
        ("image", "https://weather.example/image.png"),
        ("price.display", "250"),
        ("price.company", "9000"),
        ("currency", "USD"),
    ]
}

pub(crate) fn typed_server() -> Vec<(&'static str, &'static str)> {
    vec![
        ("company", "Weather Works"),
        ("website", "http://weather.example"),
        ("contactEmail", EMAIL),
        ("serverId", "Weather1"),
    ]
}
