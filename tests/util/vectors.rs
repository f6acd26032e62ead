//! The policies of the test vectors.

use super::{at, key};
use serde_json::Value;
use std::time::Duration;
use store_auth::{ExpiryEncoding, KeyRing, ServerKey, Verifier};

/// The verifier that a group of vectors is for.
pub(crate) fn verifier(group: &Value) -> Verifier {
    let policy = &group["policy"];
    let seconds = |member: &str| policy[member].as_u64().map(Duration::from_secs);
    let encoding = text(&policy["expiryEncoding"]);
    let encoding = ExpiryEncoding::ALL.into_iter().find(|it| it.name() == encoding).unwrap();
    let mut keys = group["serverKeys"].as_array().unwrap().iter().map(server_key);
    let ring = KeyRing::new(keys.next().unwrap());
    let mut verifier = Verifier::new(keys.fold(ring, KeyRing::with))
        .expiry_encoding(encoding)
        .leeway(seconds("leewaySeconds").unwrap());
    if let Some(products) = policy["products"].as_array() {
        verifier = verifier.products(products.iter().map(text)).unwrap();
    }
    match seconds("maxLifetimeSeconds") {
        Some(max_lifetime) => verifier.max_lifetime(max_lifetime),
        None => verifier,
    }
}

fn server_key(value: &Value) -> ServerKey {
    let key = key(text(&value["key"]));
    match value["acceptUntil"].as_str() {
        Some(until) => key.accept_until(at(until)),
        None => key,
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
