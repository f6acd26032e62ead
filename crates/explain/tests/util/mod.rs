//! What the tests share: real-looking values, and short ways to make keys, signatures and explainers.

#![allow(dead_code, reason = "each test uses its part of it")]

use sha1::{Digest, Sha1};
use store_auth::{
    Expiry, Policy, ServerKey, Signer,
    chrono::{DateTime, Utc},
};
use store_auth_explain::{Code, Explainer, Finding, KeyText, Report};

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
pub(crate) fn key(text: &str) -> KeyText {
    KeyText::new(text).unwrap()
}

#[track_caller]
pub(crate) fn server_key(text: &str) -> ServerKey {
    ServerKey::new(text).unwrap()
}

/// Of a server with one key.
pub(crate) fn explainer(policy: Policy) -> Explainer {
    Explainer::new([key(KEY)], policy).unwrap()
}

/// The signature of `key_text` over an expiry text that may be in any form.
#[track_caller]
pub(crate) fn sign(key_text: &str, id: &str, product_code: &str, expiry: &str) -> String {
    let expiry = Expiry::parse(expiry).unwrap();
    Signer::new(server_key(key_text)).sign(id, product_code, &expiry).unwrap().to_string()
}

/// What an App sends that is authorized.
pub(crate) fn query() -> String {
    format!("id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={SIGNATURE}")
}

/// As a server with one key explains a text.
pub(crate) fn explain(text: &str) -> Report {
    explainer(Policy::default()).explain_at(text, now())
}

pub(crate) fn sha1(text: &str) -> String {
    hex::encode(Sha1::digest(text))
}

pub(crate) fn codes(report: &Report) -> Vec<Code> {
    report.findings().iter().map(Finding::code).collect()
}
