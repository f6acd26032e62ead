//! What is counted, for Prometheus.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
};
use std::{sync::Arc, time::Duration};
use store_auth::{Authorization, Denied};
use store_auth_explain::Code as Mistake;
use store_auth_serve as serve;

/// The counters of answers, beside those of the server.
#[derive(Debug)]
pub(crate) struct Metrics {
    verdicts: Family<Code, Counter>,
    authorized: Family<KeyIndex, Counter>,
    duration: Histogram,
    pub(crate) findings: Findings,
    pub(crate) server: Arc<serve::Metrics>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KeyIndex {
    key: u64,
}

/// The mistakes that explanations found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings(Family<Found, Counter>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Found {
    finding: &'static str,
}

/// The code of a request that the proxy did not name the URI of, or more than one.
pub(crate) const NO_URI: &str = "no-uri";

/// The code of one that was let in.
const AUTHORIZED: &str = "authorized";

/// From a microsecond to 64 milliseconds.
const BUCKETS: [f64; 9] = [1e-6, 2e-6, 4e-6, 8e-6, 16e-6, 64e-6, 256e-6, 4e-3, 64e-3];

impl Metrics {
    pub(crate) fn new() -> Self {
        let verdicts = Family::<Code, Counter>::default();
        let authorized = Family::<KeyIndex, Counter>::default();
        let duration = Histogram::new(BUCKETS);
        let findings = Findings::default();
        let server = serve::Metrics::new("store_auth", |registry| {
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
            registry.register(
                "findings",
                "Denials that were explained, by the mistake that was found",
                findings.0.clone(),
            );
        });
        // A rate can only be told of a counter that was there before.
        for code in [AUTHORIZED, NO_URI].into_iter().chain(Denied::CODES) {
            drop(verdicts.get_or_create(&Code { code }));
        }
        Self { verdicts, authorized, duration, findings, server: Arc::new(server) }
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
                self.verdicts.get_or_create(&Code { code: AUTHORIZED }).inc();
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
}

impl Findings {
    /// Lets the counter of each mistake start at zero.
    pub(crate) fn begin(&self) {
        for code in Mistake::ALL {
            drop(self.0.get_or_create(&Found { finding: code.name() }));
        }
    }

    pub(crate) fn found(&self, code: Mistake) {
        self.0.get_or_create(&Found { finding: code.name() }).inc();
    }
}
