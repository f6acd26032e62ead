//! What a browser may do with a page.

use axum::response::Response;
use http::{HeaderName, HeaderValue, header};

/// It shows it, with the style sheet and the icon of this Store, and sends forms to it; no script runs, whatever is in a name.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";

/// Adds to an answer what it may be used for, and to whom a browser may tell where it was: a `Referrer-Policy`.
pub(crate) fn restricted(mut response: Response, referrer: &'static str) -> Response {
    let headers = response.headers_mut();
    let all: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, referrer),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let no_store = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(no_store);
    response
}
