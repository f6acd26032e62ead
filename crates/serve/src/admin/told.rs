//! What a server tells of itself.

use crate::{draining::Draining, metrics::Metrics, readiness::Readiness};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use std::sync::Arc;

const HEALTH: &str = "/healthz";
const READINESS: &str = "/readyz";
const METRICS: &str = "/metrics";

/// What is told of a server.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) draining: Draining,
    pub(crate) readiness: Readiness,
}

impl Told {
    /// Whether a path is one of those that are told on, whoever else answers beside them.
    pub(super) fn has(path: &str) -> bool {
        matches!(path, HEALTH | READINESS | METRICS)
    }

    pub(super) fn answer<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return text(StatusCode::METHOD_NOT_ALLOWED, "expected GET\n");
        }
        match request.uri().path() {
            HEALTH => text(StatusCode::OK, "alive\n"),
            READINESS => self.readiness(),
            METRICS => match self.metrics.text() {
                Ok(metrics) => {
                    let mut response = text(StatusCode::OK, metrics);
                    let open_metrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
                    response
                        .headers_mut()
                        .insert(header::CONTENT_TYPE, HeaderValue::from_static(open_metrics));
                    response
                }
                Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "metrics cannot be written\n"),
            },
            _ => text(StatusCode::NOT_FOUND, "expected /healthz, /readyz or /metrics\n"),
        }
    }

    fn readiness(&self) -> Response<Full<Bytes>> {
        if self.draining.has_begun() {
            return text(StatusCode::SERVICE_UNAVAILABLE, "draining\n");
        }
        let reasons = self.readiness.reasons();
        if reasons.is_empty() {
            return text(StatusCode::OK, "ready\n");
        }
        text(StatusCode::SERVICE_UNAVAILABLE, reasons.join("\n") + "\n")
    }
}

/// An answer that nobody keeps.
pub(super) fn text(status: StatusCode, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
