//! The vectors through the flat layer: verdicts, and the words, status and body of each denial.

use bytes::Bytes;
use store_auth::chrono::{DateTime, Utc};
use store_auth_flat::{Request, Settings, Verdict, Verifier, field_name};
use store_auth_tower::{Fields, response};
use store_auth_vectors::{Group, Instant, Outcome, Test, Vectors, Verdict as Expected};

#[test]
fn every_verdict_is_that_of_the_conformance_vectors() {
    assert_conforms(include_bytes!("../../../tests/vectors/conformance.json"), 930);
}

#[test]
fn every_verdict_is_that_of_the_additional_vectors() {
    assert_conforms(include_bytes!("../../../tests/vectors/additional.json"), 3000);
}

#[test]
fn every_denial_says_what_the_core_says_and_is_answered_as_the_layer_answers() {
    let mut denials = 0;
    for_each_test(
        include_bytes!("../../../tests/vectors/additional.json"),
        |group, test, found| {
            let verdict = group.verifier().unwrap().verify_at(&test.request(), group.now.0);
            let Err(denied) = verdict else { return };
            denials += 1;
            assert_eq!(found.message().to_string(), denied.to_string());
            assert_eq!(found.challenge(), denied.challenge());
            let answer = response::<Bytes>(&denied, &Fields::query());
            assert_eq!(found.status, u32::from(answer.status().as_u16()));
            assert_eq!(found.problem_json().to_string().as_bytes(), answer.body());
        },
    );
    assert!(denials > 1000, "{denials}");
}

#[track_caller]
fn assert_conforms(json: &[u8], number_of_tests: usize) {
    let mut tests = 0;
    for_each_test(json, |_, test, found| {
        assert_eq!(expectation(&found), test.expected(), "tcId {}: {}", test.tc_id, test.comment);
        assert_eq!(found.id(), if found.is_authorized() { &test.id } else { "" });
        assert_eq!(found.product(), if found.is_authorized() { &test.pc } else { "" });
        tests += 1;
    });
    assert_eq!(tests, number_of_tests);
}

fn for_each_test(json: &[u8], mut visit: impl FnMut(&Group, &Test, Verdict)) {
    for group in &Vectors::from_json(json).unwrap().test_groups {
        let verifier = verifier(group);
        for test in &group.tests {
            let request = Request::new(&test.id, &test.pc, &test.expiry, &test.signature);
            visit(group, test, verifier.verify_at(&request, group.now.0.timestamp_millis()));
        }
    }
}

/// Of texts and numbers alone.
fn verifier(group: &Group) -> Verifier {
    let policy = &group.policy;
    let milliseconds =
        |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
    let mut settings = Settings::new();
    for key in &group.server_keys {
        let until = key.accept_until.map(|until| until.0.timestamp_millis());
        settings.add_key(key.key.as_bytes(), until, |_| {}).unwrap();
    }
    settings.set_expiry_encoding(policy.expiry_encoding.name()).unwrap();
    settings.set_leeway(milliseconds(policy.leeway_seconds)).unwrap();
    if let Some(seconds) = policy.max_lifetime_seconds {
        settings.set_max_lifetime(milliseconds(seconds)).unwrap();
    }
    if let Some(products) = &policy.products {
        settings.set_products(products).unwrap();
    }
    settings.into_verifier().unwrap()
}

fn expectation(found: &Verdict) -> Expected {
    let is_authorized = found.is_authorized();
    let instant = |ms| Instant(DateTime::<Utc>::from_timestamp_millis(ms).unwrap());
    Expected {
        result: if is_authorized { Outcome::Authorized } else { Outcome::Denied },
        reason: (!is_authorized).then(|| found.code().name().to_owned()),
        field: field_name(found.field).map(str::to_owned),
        key: is_authorized.then_some(found.key.into()),
        expires_at: is_authorized.then(|| instant(found.expires_at_ms)),
    }
}
