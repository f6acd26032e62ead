//! The answer to one request: who the Store authorized, or why the request is denied.

use crate::{
    config::Source,
    explain::Sampler,
    metrics::{Metrics, NO_URI},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use std::time::Instant;
use store_auth::{Authorization, Iso8601, Request as StoreRequest, SharedVerifier};
use store_auth_tower::{Fields, response, trace_denied};

/// What every worker answers by.
#[derive(Debug)]
pub(crate) struct Answers {
    pub(crate) verifier: SharedVerifier,
    pub(crate) source: Source,
    /// As the scheme names them: proxies pass on what an App sent.
    pub(crate) fields: Fields,
    pub(crate) metrics: Metrics,
    pub(crate) sampler: Sampler,
}

const ID: HeaderName = HeaderName::from_static("x-store-auth-id");
const PRODUCT: HeaderName = HeaderName::from_static("x-store-auth-product");
const EXPIRY: HeaderName = HeaderName::from_static("x-store-auth-expiry");
const KEY: HeaderName = HeaderName::from_static("x-store-auth-key");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

impl Answers {
    /// The answer to a request whose head came at `since`. Its body is never looked at.
    pub(crate) fn answer<B>(&self, request: &Request<B>, since: Instant) -> Response<Full<Bytes>> {
        match self.source.uri(request) {
            // A successful CONNECT would turn the connection into a tunnel.
            _ if request.method() == Method::CONNECT => method_not_allowed(),
            Ok(uri) => self.verdict(uri, since),
            Err(problem) => self.no_uri(problem),
        }
    }

    fn verdict(&self, uri: &[u8], since: Instant) -> Response<Full<Bytes>> {
        let request = StoreRequest::from_url(uri);
        let verdict = self.verifier.load().verify(&request);
        let response = match &verdict {
            Ok(authorization) => authorized(authorization),
            Err(denied) => {
                if tracing::enabled!(tracing::Level::INFO) {
                    trace_denied(denied, &request);
                    self.sampler.offer(denied, uri);
                }
                response(denied, &self.fields)
            }
        };
        self.metrics.verdict(verdict.as_ref(), since.elapsed());
        response
    }

    fn no_uri(&self, detail: &'static str) -> Response<Full<Bytes>> {
        tracing::warn!(reason = NO_URI, "denied: {detail}");
        self.metrics.no_uri();
        // None of the words needs an escape.
        let body = format!(
            r#"{{"title":"Unauthorized","status":401,"detail":"{detail}","reason":"malformed"}}"#
        );
        let mut response = Response::new(Full::from(body));
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        headers.insert(header::CACHE_CONTROL, NO_STORE);
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("StoreAuth"));
        response
    }
}

fn authorized(authorization: &Authorization) -> Response<Full<Bytes>> {
    tracing::debug!(
        id = authorization.id(),
        pc = authorization.product_code(),
        key = authorization.key_index(),
        "authorized"
    );
    let mut response = Response::new(Full::default());
    let headers = response.headers_mut();
    headers.reserve(6);
    headers.insert(ID, value(authorization.id()));
    headers.insert(PRODUCT, value(authorization.product_code()));
    headers.insert(EXPIRY, value(Iso8601(authorization.expires_at()).to_string()));
    headers.insert(KEY, authorization.key_index().into());
    headers.insert(header::CACHE_CONTROL, NO_STORE);
    response
}

/// Ids, product codes and instants are visible ASCII, which every header can hold.
fn value(text: impl TryInto<HeaderValue>) -> HeaderValue {
    text.try_into().unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn method_not_allowed() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
    response
}
