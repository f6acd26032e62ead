//! What is counted, for Prometheus.

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use std::{fmt, time::Duration};
use store_auth::{Authorization, Denied};

/// The counters, and the registry that writes them.
pub(crate) struct Metrics {
    verdicts: Family<Code, Counter>,
    authorized: Family<KeyIndex, Counter>,
    duration: Histogram,
    /// Open connections.
    pub(crate) connections: Gauge,
    closed: Family<Reason, Counter>,
    /// How often keys and policy were put into force, the first time included.
    pub(crate) generation: Gauge,
    /// How often they were not, since they were refused.
    pub(crate) refused: Counter,
    registry: Registry,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KeyIndex {
    key: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

/// The code of a request that the proxy did not name the URI of, or more than one.
pub(crate) const NO_URI: &str = "no-uri";

/// Why a connection was closed by the gateway.
pub(crate) const REASONS: [&str; 3] = ["slow", "idle", "full"];

/// From a microsecond to 64 milliseconds.
const BUCKETS: [f64; 9] = [1e-6, 2e-6, 4e-6, 8e-6, 16e-6, 64e-6, 256e-6, 4e-3, 64e-3];

impl Metrics {
    pub(crate) fn new() -> Self {
        let verdicts = Family::<Code, Counter>::default();
        let authorized = Family::<KeyIndex, Counter>::default();
        let duration = Histogram::new(BUCKETS);
        let connections = Gauge::default();
        let closed = Family::<Reason, Counter>::default();
        let generation = Gauge::default();
        let refused = Counter::default();
        let mut registry = Registry::with_prefix("store_auth");
        registry.register("verdicts", "Answers by their code", verdicts.clone());
        registry.register(
            "authorized",
            "Requests that were let in, by the key that matched: 0 is the current one",
            authorized.clone(),
        );
        registry.register(
            "answer_duration_seconds",
            "From the head of a request to its answer, network not included",
            duration.clone(),
        );
        registry.register("connections", "Open connections", connections.clone());
        registry.register(
            "connections_closed",
            "Connections that the gateway closed, by the limit that they met",
            closed.clone(),
        );
        registry.register(
            "config_generation",
            "How often keys and policy were put into force",
            generation.clone(),
        );
        registry.register(
            "config_refused",
            "How often new keys or a new configuration were refused, and the old ones kept",
            refused.clone(),
        );
        let metrics = Self {
            verdicts,
            authorized,
            duration,
            connections,
            closed,
            generation,
            refused,
            registry,
        };
        metrics.start_at_zero();
        metrics
    }

    /// A rate can only be told of a counter that was there before.
    fn start_at_zero(&self) {
        for code in [
            "authorized",
            "malformed",
            "expired",
            "signature-mismatch",
            "product-not-allowed",
            "lifetime-too-long",
            NO_URI,
        ] {
            drop(self.verdicts.get_or_create(&Code { code }));
        }
        for reason in REASONS {
            drop(self.closed.get_or_create(&Reason { reason }));
        }
    }

    /// Lets the counter of each key start at zero.
    pub(crate) fn know_keys(&self, count: usize) {
        for key in 0..count as u64 {
            drop(self.authorized.get_or_create(&KeyIndex { key }));
        }
    }

    pub(crate) fn verdict(&self, verdict: Result<&Authorization, &Denied>, took: Duration) {
        match verdict {
            Ok(authorization) => {
                self.verdicts.get_or_create(&Code { code: "authorized" }).inc();
                let key = authorization.key_index() as u64;
                self.authorized.get_or_create(&KeyIndex { key }).inc();
            }
            Err(denied) => {
                self.verdicts.get_or_create(&Code { code: denied.code() }).inc();
            }
        }
        self.duration.observe(took.as_secs_f64());
    }

    pub(crate) fn no_uri(&self) {
        self.verdicts.get_or_create(&Code { code: NO_URI }).inc();
    }

    /// A connection that met a limit, one of [`REASONS`].
    pub(crate) fn closed(&self, reason: &'static str) {
        self.closed.get_or_create(&Reason { reason }).inc();
    }

    /// As `OpenMetrics` writes them.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
