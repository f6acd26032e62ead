//! The policy as a value.

use std::time::Duration;
use store_auth::{ExpiryEncoding, KeyError, KeyRing, Policy, ServerKey, Verifier};

const PRODUCT_CODES: [&str; 2] =
    ["c4b368be86245bf9501baaa6e0b00df9719869fd", "b5d78da0853d97e2ec28feb5e31b9953d9c72420"];

fn key(text: &str) -> ServerKey {
    ServerKey::new(text).unwrap()
}

fn policy() -> Policy {
    Policy::default()
        .with_expiry_encoding(ExpiryEncoding::JavaSample)
        .with_leeway(Duration::from_secs(5))
        .with_max_lifetime(Duration::from_secs(90_000))
        .with_products(PRODUCT_CODES)
        .unwrap()
}

#[test]
fn what_was_set_is_read_again() {
    let policy = policy();
    assert_eq!(policy.expiry_encoding(), ExpiryEncoding::JavaSample);
    assert_eq!(policy.leeway(), Duration::from_secs(5));
    assert_eq!(policy.max_lifetime(), Some(Duration::from_secs(90_000)));
    let products: Vec<_> = policy.products().unwrap().collect();
    assert_eq!(products, [PRODUCT_CODES[1], PRODUCT_CODES[0]]);
    assert!(Policy::default().products().is_none());
    assert_eq!(Policy::default().with_products([""; 0]).unwrap().products().unwrap().len(), 0);
}

#[test]
fn an_encoding_is_read_by_the_name_that_it_is_written_by() {
    let names = ExpiryEncoding::ALL.map(|encoding| encoding.to_string());
    assert_eq!(names, ["as-received", "java-sample", "either"]);
    let read = names.map(|name| name.parse::<ExpiryEncoding>().unwrap());
    assert_eq!(read, ExpiryEncoding::ALL);
    let error = "Either".parse::<ExpiryEncoding>().unwrap_err().to_string();
    assert_eq!(error, "expected one of as-received, java-sample, either");
}

#[test]
fn a_verifier_tells_its_policy_and_its_keys() {
    let short = Verifier::new(key("a"))
        .expiry_encoding(ExpiryEncoding::JavaSample)
        .leeway(Duration::from_secs(5))
        .max_lifetime(Duration::from_secs(90_000))
        .products(PRODUCT_CODES)
        .unwrap();
    assert_eq!(short.policy_in_force(), &policy());
    let whole = Verifier::new(key("a")).policy(policy());
    assert_eq!(whole.policy_in_force(), &policy());
    assert_eq!(whole.keys().len(), 1);
}

#[test]
fn a_ring_is_made_of_keys_in_their_order_and_not_of_none() {
    let end = "2016-04-27T00:00:00Z".parse().unwrap();
    let ring = KeyRing::try_from(vec![key("a"), key("b").accept_until(end)]).unwrap();
    assert_eq!(ring.len(), 2);
    let ends: Vec<_> = (&ring).into_iter().map(ServerKey::accepted_until).collect();
    assert_eq!(ends, [None, Some(end)]);
    let accepted = |now| ring.iter().filter(|key| key.is_accepted_at(now)).count();
    assert_eq!((accepted(end), accepted(end + Duration::from_millis(1))), (2, 1));
    assert_eq!(KeyRing::try_from(vec![]).unwrap_err(), KeyError::NoKey);
}

#[cfg(feature = "shared")]
#[test]
fn a_shared_verifier_is_another_one_for_all_once_it_is_replaced() {
    let shared = store_auth::SharedVerifier::new(Verifier::new(key("a")));
    let clone = shared.clone();
    let before = clone.load();
    shared.replace(Verifier::new(KeyRing::new(key("a")).with(key("b"))));
    assert_eq!((before.keys().len(), clone.load().keys().len()), (1, 2));
}
