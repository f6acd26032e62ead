//! What a browser may do with a page.

use axum::response::Response;
use http::{HeaderName, HeaderValue, header};

/// It shows it, with the style sheet and the icon of this Store, and sends forms to it; no script runs, whatever is in a name.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";
/// For what has its content in its name.
pub(super) const KEPT: &str = "public, max-age=31536000, immutable";

/// Adds to every answer what it may be used for.
pub(super) async fn add(mut response: Response) -> Response {
    let headers = response.headers_mut();
    // With `no-referrer` browsers would not say either which page a form is from.
    let all: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
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
