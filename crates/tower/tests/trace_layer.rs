//! A layer that logs URIs, outside of this one.

mod util;

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::Empty;
use store_auth_tower::Fields;
use tower::{Layer, ServiceExt};
use tower_http::trace::TraceLayer;
use tracing::{Span, info_span};
use util::{Echo, Log, PRODUCT_CODE, QUERY, SIGNATURE, get, layer};

/// The span of the README.
fn span<B>(request: &Request<B>) -> Span {
    let mut uri = request.uri().clone();
    Fields::query().strip(&mut uri, &mut HeaderMap::new());
    info_span!("request", method = %request.method(), %uri, version = ?request.version())
}

fn authorized() -> Request<Empty<Bytes>> {
    get(&format!("/feed?a=1&{QUERY}"))
}

fn denied() -> Request<Empty<Bytes>> {
    get(&format!("/feed?a=1&{}", QUERY.replace("id=X", "id=Y")))
}

#[tokio::test]
async fn the_span_of_tower_http_has_the_signature() {
    for request in [authorized(), denied()] {
        let (log, _guard) = Log::start();
        let service = TraceLayer::new_for_http().layer(layer().strip().layer(Echo));
        service.oneshot(request).await.unwrap();
        assert!(log.text().contains(SIGNATURE));
    }
}

#[tokio::test]
async fn a_span_of_the_uri_without_the_fields_has_no_signature() {
    for request in [authorized(), denied()] {
        let (log, _guard) = Log::start();
        let trace = TraceLayer::new_for_http().make_span_with(span);
        let service = trace.layer(layer().strip().layer(Echo));
        service.oneshot(request).await.unwrap();
        let text = log.text();
        assert!(text.contains("request{method=GET uri=/feed?a=1 version=HTTP/1.1}"), "{text}");
        assert!(text.contains("finished processing request"), "{text}");
        assert!(!text.contains(SIGNATURE), "{text}");
        assert!(!text.contains(&format!("pc={PRODUCT_CODE}")), "{text}");
    }
}
