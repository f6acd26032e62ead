//! The library's verdicts on every test vector.

mod util;

use serde_json::{Value, json};
use store_auth::{Authorization, Denied, Expiry, Request};
use util::{at, vectors::verifier};

#[test]
fn every_verdict_is_that_of_the_conformance_vectors() {
    assert_conforms(include_str!("vectors/conformance.json"), 930);
}

#[test]
fn every_verdict_is_that_of_the_additional_vectors() {
    assert_conforms(include_str!("vectors/additional.json"), 3000);
}

#[track_caller]
fn assert_conforms(json: &str, number_of_tests: usize) {
    let vectors: Value = serde_json::from_str(json).unwrap();
    let mut tests = 0;
    for group in vectors["testGroups"].as_array().unwrap() {
        let verifier = verifier(group);
        let now = at(text(&group["now"]));
        for test in group["tests"].as_array().unwrap() {
            let [id, pc, expiry, signature] =
                ["id", "pc", "expiry", "signature"].map(|field| text(&test[field]));
            let found = verifier.verify_at(&Request::new(id, pc, expiry, signature), now);
            let expected = ["result", "reason", "field", "key", "expiresAt"]
                .map(|member| (member, test[member].clone()));
            assert_eq!(verdict(&found), expected, "tcId {}: {}", test["tcId"], test["comment"]);
            tests += 1;
        }
    }
    assert_eq!(tests, number_of_tests);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn verdict(verdict: &Result<Authorization, Denied>) -> [(&'static str, Value); 5] {
    let [result, reason, field, key, expires_at] = match verdict {
        Ok(authorization) => {
            let expires_at = Expiry::iso(authorization.expires_at()).unwrap();
            let key = authorization.key_index();
            [json!("authorized"), json!(null), json!(null), json!(key), json!(expires_at.as_str())]
        }
        Err(denied) => {
            let field = match denied {
                Denied::Malformed(malformed) => json!(malformed.field.name()),
                _ => json!(null),
            };
            [json!("denied"), json!(denied.code()), field, json!(null), json!(null)]
        }
    };
    [
        ("result", result),
        ("reason", reason),
        ("field", field),
        ("key", key),
        ("expiresAt", expires_at),
    ]
}
