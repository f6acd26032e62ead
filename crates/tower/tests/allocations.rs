//! What letting a request in allocates.

mod util;

use allocation_counter::measure;
use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body_util::Full;
use std::{convert::Infallible, future::ready};
use store_auth::{Field, Verifier};
use store_auth_tower::{Fields, SharedVerifier};
use tower::{Layer, Service, service_fn};
use util::{KEY, QUERY, get, get_by_headers, key, layer, now};

/// Of verifying alone.
fn allocations(fields: &Fields, query: Option<&str>, headers: &HeaderMap) -> u64 {
    let shared = SharedVerifier::new(Verifier::new(key(KEY)));
    let _ = shared.load();
    let info = measure(|| {
        let verdict = fields.verify_at(&shared.load(), query, headers, now());
        assert!(verdict.is_ok());
    });
    info.count_total
}

#[test]
fn verifying_a_query_allocates_nothing() {
    let escaped = QUERY.replace('+', "%2B").replace(':', "%3A");
    for query in [QUERY, &escaped] {
        assert_eq!(allocations(&Fields::query(), Some(query), &HeaderMap::new()), 0);
    }
}

#[test]
fn verifying_headers_allocates_nothing() {
    let request = get_by_headers("/");
    assert_eq!(allocations(&Fields::headers(), None, request.headers()), 0);
}

#[test]
fn verifying_a_query_with_renamed_parameters_allocates_once() {
    let fields = Fields::query().named(Field::Signature, ["sig"]).unwrap();
    let query = QUERY.replace("signature=", "sig=");
    assert_eq!(allocations(&fields, Some(&query), &HeaderMap::new()), 1);
}

#[test]
fn letting_a_request_in_allocates_the_place_of_the_authorization_in_its_extensions() {
    let inner = service_fn(|_| ready(Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))));
    let mut service = layer().layer(inner);
    let mut allocations = || {
        let mut request = get(&format!("/?{QUERY}"));
        // As a server or a router has put some there.
        request.extensions_mut().insert("something");
        let info = measure(|| drop(service.call(request)));
        info.count_total
    };
    // The first on a thread takes what arc-swap keeps for it.
    let _ = allocations();
    assert_eq!(allocations(), 1);
}
