//! The requests of `mistakes/cases.json`, and the explainer of each.

use serde::Deserialize;
use std::{
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
    time::Duration,
};
use store_auth::{Expiry, ExpiryEncoding, Policy};
use store_auth_explain::{Explainer, Report};

use crate::util::{KEY, at, key};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    values: BTreeMap<String, String>,
    cases: Vec<Case>,
}

/// A request with a mistake in it, and what the explainer is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Case {
    pub(crate) code: String,
    tool: String,
    what: String,
    pub(crate) request: String,
    now: Option<String>,
    #[serde(default)]
    other_servers: BTreeMap<String, String>,
    #[serde(default)]
    retired: Vec<String>,
    /// Keys of the server that are past their end.
    #[serde(default)]
    previous: Vec<String>,
    other_id: Option<String>,
    products: Option<Vec<String>>,
    encoding: Option<ExpiryEncoding>,
    max_lifetime_seconds: Option<u64>,
    #[serde(skip)]
    report: OnceLock<Report>,
}

/// Read once for all tests.
pub(crate) fn cases() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
        let cases: Cases = serde_json::from_str(include_str!("../mistakes/cases.json")).unwrap();
        assert_eq!(cases.values["KEY"], KEY);
        cases.cases
    });
    &CASES
}

impl Case {
    pub(crate) fn name(&self) -> String {
        let Self { code, tool, what, request, .. } = self;
        format!("{code}: {tool}: {what}: {request}")
    }

    /// Every key that the explainer knows.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        let known = self.other_servers.values().chain(&self.retired).chain(&self.previous);
        known.map(String::as_str).chain([KEY])
    }

    pub(crate) fn explainer(&self) -> Explainer {
        let past = Expiry::parse("2016-01-01T00:00:00.000Z").unwrap().instant();
        let previous = self.previous.iter().map(|text| key(text).accept_until(past));
        let mut policy = Policy::default();
        if let Some(encoding) = self.encoding {
            policy = policy.with_expiry_encoding(encoding);
        }
        if let Some(products) = &self.products {
            policy = policy.with_products(products).unwrap();
        }
        if let Some(seconds) = self.max_lifetime_seconds {
            policy = policy.with_max_lifetime(Duration::from_secs(seconds));
        }
        let mut explainer = Explainer::new([key(KEY)].into_iter().chain(previous), policy).unwrap();
        for text in &self.retired {
            explainer = explainer.retired_key(key(text));
        }
        for (server, text) in &self.other_servers {
            explainer = explainer.other_server(server, key(text));
        }
        if let Some(id) = &self.other_id {
            explainer = explainer.other_id(id);
        }
        explainer
    }

    /// Made once for all tests.
    pub(crate) fn report(&self) -> &Report {
        self.report.get_or_init(|| {
            let now = self.now.as_deref().unwrap_or("2016-04-26T07:17:59.000Z");
            self.explainer().explain_at(&self.request, at(now))
        })
    }
}
