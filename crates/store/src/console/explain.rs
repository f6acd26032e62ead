//! `/console/explain`: the page that says why a data server has denied a request, as `clients/why` has it.

use axum::{Router, response::Html, routing::get};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

/// It states its own policy. Its script is let in by that, and so it is kept apart from the console: of an origin of its own,
/// with no cookie and no way to another page.
const APART: &str = "sandbox allow-scripts allow-forms; frame-ancestors 'none'";

pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let headers = [
        (CONTENT_SECURITY_POLICY, APART),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (CACHE_CONTROL, "no-store"),
    ];
    let page = async move || (headers, Html(include_str!("explain.html")));
    Router::new().route("/console/explain", get(page))
}
