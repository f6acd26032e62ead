//! What is counted of calls.

use store_auth_store::public::PublicMetrics;

/// What a metric says, such as `denials_total{reason="no-id"}`.
pub(crate) fn metric(metrics: &PublicMetrics, name: &str) -> Option<String> {
    let server = store_auth_serve::Metrics::new("store", |registry| metrics.register(registry));
    let text = server.text().unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("store_")?.strip_prefix(name));
    line.map(|value| value.trim().to_owned())
}
