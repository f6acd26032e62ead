//! What is counted of the calls.

use super::limiter;
use crate::model::Paid;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};
use store_auth_wire::Denial;

/// What is counted of the calls of Apps. Its labels have few values, whatever is asked.
///
/// | metric | meaning |
/// |---|---|
/// | `calls_total{endpoint,outcome}` | calls, by what they asked for and how they were answered |
/// | `authorizations_total{standing}` | authorizations given, by how they are paid for |
/// | `denials_total{reason}` | answers that are denials, by why |
/// | `limited_total{limit}` | calls that were too many, by the limit that they met |
#[derive(Clone, Debug, Default)]
pub struct PublicMetrics {
    calls: Family<Call, Counter>,
    /// All of them.
    answered: Arc<AtomicU64>,
    authorizations: Family<Standing, Counter>,
    denials: Family<Reason, Counter>,
    limited: Family<Limit, Counter>,
}

const STANDINGS: [&str; 3] = ["subscribed", "trial", "free"];

/// What was counted since the Store was started, by its name.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// Calls, however they were answered.
    pub(crate) calls: u64,
    /// Authorizations, by how they are paid for.
    pub(crate) authorizations: Vec<(&'static str, u64)>,
    /// Denials, by why.
    pub(crate) denials: Vec<(&'static str, u64)>,
    /// Calls that were too many, by the limit that they met.
    pub(crate) limited: Vec<(&'static str, u64)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    endpoint: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Standing {
    standing: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limit {
    limit: &'static str,
}

impl PublicMetrics {
    /// Metrics that begin at zero.
    #[must_use]
    pub fn new() -> Self {
        let metrics = Self::default();
        // A rate can only be told of a counter that was there before.
        for standing in STANDINGS {
            drop(metrics.authorizations.get_or_create(&Standing { standing }));
        }
        for denial in Denial::ALL {
            drop(metrics.denials.get_or_create(&Reason { reason: denial.code() }));
        }
        for limit in limiter::LIMITS {
            drop(metrics.limited.get_or_create(&Limit { limit }));
        }
        metrics
    }

    /// Has them written with those of the server.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "calls",
            "Calls of Apps, by what they asked for and how they were answered",
            self.calls.clone(),
        );
        registry.register(
            "authorizations",
            "Authorizations given, by how they are paid for",
            self.authorizations.clone(),
        );
        registry.register("denials", "Answers that are denials, by why", self.denials.clone());
        registry.register(
            "limited",
            "Calls that were too many, by the limit that they met",
            self.limited.clone(),
        );
    }

    /// What was counted so far.
    #[must_use]
    pub(crate) fn figures(&self) -> Figures {
        let denials = Denial::ALL.map(|denial| {
            let reason = denial.code();
            (reason, self.denials.get_or_create(&Reason { reason }).get())
        });
        let authorizations = STANDINGS.map(|standing| {
            (standing, self.authorizations.get_or_create(&Standing { standing }).get())
        });
        let limited = limiter::LIMITS
            .map(|limit| (limit, self.limited.get_or_create(&Limit { limit }).get()));
        Figures {
            calls: self.answered.load(Relaxed),
            authorizations: authorizations.into(),
            denials: denials.into(),
            limited: limited.into(),
        }
    }

    pub(super) fn call(&self, endpoint: &'static str, outcome: &'static str) {
        self.answered.fetch_add(1, Relaxed);
        self.calls.get_or_create(&Call { endpoint, outcome }).inc();
    }

    pub(super) fn authorization(&self, paid: Paid) {
        let standing = match paid {
            Paid::Free => "free",
            Paid::Trial => "trial",
            Paid::Subscribed(_) => "subscribed",
        };
        self.authorizations.get_or_create(&Standing { standing }).inc();
    }

    pub(super) fn denial(&self, denial: Denial) {
        self.denials.get_or_create(&Reason { reason: denial.code() }).inc();
    }

    pub(super) fn limited(&self, limit: &'static str) {
        self.limited.get_or_create(&Limit { limit }).inc();
    }
}
