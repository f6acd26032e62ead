//! What the tests share: real-looking values, and short ways to make and verify requests.

#![allow(dead_code, reason = "each test uses its part of it")]

pub(crate) mod oracle;
pub(crate) mod strategies;
pub(crate) mod vectors;

use chrono::{DateTime, Utc};
use store_auth::{Expiry, Field, Malformed, Problem, ServerKey, Signer, Verifier};

pub(crate) const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";
pub(crate) const OTHER_KEY: &str = "714560c2714b9be1c683bf9ad55c51accf1f2ae9";
pub(crate) const ID: &str = "XU4XHT8XQDWK";
pub(crate) const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";
pub(crate) const EXPIRY: &str = "2016-04-26T08:17:59.059+0000";
pub(crate) const SIGNATURE: &str = "16be1703017fd1001fe63465e50523982f10b0ca";

/// An hour before [`EXPIRY`].
pub(crate) fn now() -> DateTime<Utc> {
    at("2016-04-26T07:17:59.000Z")
}

#[track_caller]
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    Expiry::parse(text).unwrap().instant()
}

#[track_caller]
pub(crate) fn key(text: &str) -> ServerKey {
    ServerKey::new(text).unwrap()
}

pub(crate) fn verifier() -> Verifier {
    Verifier::new(key(KEY))
}

/// The signature of `key_text` over an expiry text that may be in any form.
#[track_caller]
pub(crate) fn sign(key_text: &str, id: &str, product_code: &str, expiry: &str) -> String {
    let expiry = Expiry::parse(expiry).unwrap();
    let signer = Signer::new(key(key_text));
    signer.sign(id, product_code, &expiry).unwrap().to_string()
}

pub(crate) fn malformed(field: Field, problem: Problem) -> Malformed {
    Malformed { field, problem }
}
