//! What is no request of HTTP, such as one whose target has a byte that no URI has.

use super::{metrics::PublicMetrics, reply::Reply};
use bytes::Bytes;
use http::HeaderMap;
use store_auth_wire::Denial;

/// The headers and the body of the answer to it, which is counted as a denial. Its status is who reads requests' to
/// say.
#[must_use]
pub fn no_request(metrics: &PublicMetrics) -> (HeaderMap, Bytes) {
    metrics.call("none", "denied");
    metrics.denial(Denial::BadRequest);
    let response = Reply::denied(Denial::BadRequest, None).into_response(&HeaderMap::new());
    let (head, body) = response.into_parts();
    (head.headers, body)
}
