//! What an explainer says that was told no key.

mod util;

use serde_json::Value;
use store_auth::{
    Denied, Policy,
    chrono::{DateTime, Utc},
};
use store_auth_explain::{
    Code, Explainer, Report,
    Status::{NotReached as N, Passed as P},
    Step,
};
use util::{EXPIRY, ID, OTHER_KEY, PRODUCT_CODE, SIGNATURE, at, codes, key, now, query, sign};

fn explain(text: &str) -> Report {
    Explainer::without_key(Policy::default()).unwrap().explain_at(text, now())
}

#[test]
fn a_request_that_is_right_but_for_its_signature_is_undecided() {
    for signature in [SIGNATURE, &"0".repeat(40)] {
        let report = explain(&query().replace(SIGNATURE, signature));
        assert_eq!(report.undecided(), Some("no key was told, so the signature was not checked"));
        assert_eq!(codes(&report), []);
    }
}

#[test]
fn an_undecided_request_is_serialised_as_neither_authorized_nor_denied() {
    let data: Value = serde_json::to_value(explain(&query())).unwrap();
    assert_eq!(data["undecided"]["message"], "no key was told, so the signature was not checked");
    assert_eq!((data.get("authorized"), data.get("denied")), (None, None));
}

#[test]
fn the_steps_end_before_the_signature_is_checked() {
    let report = explain(&query());
    let statuses: Vec<_> = report.steps().iter().map(Step::status).collect();
    assert_eq!(statuses, [P, P, P, P, P, N, N, N]);
    assert_eq!(report.steps()[5].expected(), "a key to check it with: none was told");
}

#[test]
fn form_and_time_deny_without_a_key_too() {
    let report = explain(&query().replace("signature", "sig"));
    assert!(matches!(report.verdict(), Err(Denied::Malformed(_))));
    assert_eq!((report.undecided(), codes(&report)), (None, vec![Code::ParameterName]));
    let report = Explainer::without_key(Policy::default())
        .unwrap()
        .explain_at(query(), at("2016-04-27T00:00:00.000Z"));
    assert_eq!((report.undecided(), codes(&report)), (None, vec![Code::Expired]));
}

#[test]
fn a_mistake_that_takes_no_key_is_proved_without_one() {
    let signed = sign("null", ID, PRODUCT_CODE, EXPIRY);
    assert_eq!(codes(&explain(&query().replace(SIGNATURE, &signed))), [Code::KeyMissing]);
}

#[test]
fn a_key_that_was_accepted_once_is_found_beside_none() {
    let signed = sign(OTHER_KEY, ID, PRODUCT_CODE, EXPIRY);
    let report = Explainer::without_key(Policy::default())
        .unwrap()
        .retired_key(key(OTHER_KEY))
        .explain_at(query().replace(SIGNATURE, &signed), now());
    assert_eq!(codes(&report), [Code::RetiredKey]);
}

#[test]
fn the_stand_in_for_a_key_is_none_that_a_request_can_be_signed_with() {
    for now in [earliest(), now()] {
        let signed = sign("none", ID, PRODUCT_CODE, EXPIRY);
        let report = Explainer::without_key(Policy::default())
            .unwrap()
            .explain_at(query().replace(SIGNATURE, &signed), now);
        assert!(report.verdict().is_err());
    }
}

/// The earliest instant that an expiry can have.
fn earliest() -> DateTime<Utc> {
    at("0000-01-01T00:00:00.000Z")
}
