//! What every server counts, for Prometheus.

use crate::lossy_stderr;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};
use std::fmt;

/// What every server counts, and the registry that writes it and what else a server counts.
///
/// | metric | meaning |
/// |---|---|
/// | `connections` | open connections |
/// | `connections_closed_total{reason}` | those that met a limit: `slow`, `idle`, `full` |
/// | `config_generation` | how often a configuration was put into force |
/// | `config_refused_total` | how often one was refused, and the old one kept |
/// | `log_lines_dropped_total` | lines of this process's log that could not be written |
///
/// ```
/// use prometheus_client::metrics::counter::Counter;
/// use store_auth_serve::{Metrics, prometheus_client};
///
/// let greetings: Counter = Counter::default();
/// let metrics = Metrics::new("hello", |registry| {
///     registry.register("greetings", "Greetings that were sent", greetings.clone());
/// });
/// metrics.put_into_force();
/// assert_eq!(metrics.generation(), 1);
///
/// greetings.inc();
/// assert!(metrics.text()?.contains("hello_greetings_total 1"));
/// # Ok::<(), std::fmt::Error>(())
/// ```
pub struct Metrics {
    connections: Gauge,
    closed: Family<Met, Counter>,
    generation: Gauge,
    refused: Counter,
    registry: Registry,
}

/// A limit that a connection met.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Met {
    reason: &'static str,
}

/// It took too long to send a request or to take an answer.
pub(crate) const SLOW: &str = "slow";
/// It was not used.
pub(crate) const IDLE: &str = "idle";
/// It was the quietest when there were too many.
pub(crate) const FULL: &str = "full";

impl Metrics {
    /// Metrics whose names begin with `prefix_`. `register` adds those of the application.
    pub fn new(prefix: &str, register: impl FnOnce(&mut Registry)) -> Self {
        let connections = Gauge::default();
        let closed = Family::<Met, Counter>::default();
        let generation = Gauge::default();
        let refused = Counter::default();
        let mut registry = Registry::with_prefix(prefix);
        register(&mut registry);
        registry.register("connections", "Open connections", connections.clone());
        registry.register(
            "connections_closed",
            "Connections that the server closed, by the limit that they met",
            closed.clone(),
        );
        registry.register(
            "config_generation",
            "How often a configuration and its files were put into force",
            generation.clone(),
        );
        registry.register(
            "config_refused",
            "How often a new configuration or its files were refused, and the old ones kept",
            refused.clone(),
        );
        registry.register(
            "log_lines_dropped",
            "Lines of the log that could not be written, or for which there was no room",
            lossy_stderr::dropped(),
        );
        // A rate can only be told of a counter that was there before.
        for reason in [SLOW, IDLE, FULL] {
            drop(closed.get_or_create(&Met { reason }));
        }
        Self { connections, closed, generation, refused, registry }
    }

    /// A configuration and its files are in force: they are a new generation.
    pub fn put_into_force(&self) {
        self.generation.inc();
    }

    /// How often that was so.
    #[must_use]
    pub fn generation(&self) -> i64 {
        self.generation.get()
    }

    /// A configuration or one of its files was refused, and the old ones kept.
    pub fn refuse(&self) {
        self.refused.inc();
    }

    /// All metrics as `OpenMetrics` writes them.
    ///
    /// # Errors
    /// What a metric of the application says that cannot be written.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }

    pub(crate) fn connection_opened(&self) {
        self.connections.inc();
    }

    pub(crate) fn connection_ended(&self) {
        self.connections.dec();
    }

    /// A connection met a limit: [`SLOW`], [`IDLE`] or [`FULL`].
    pub(crate) fn closed(&self, reason: &'static str) {
        self.closed.get_or_create(&Met { reason }).inc();
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
