//! The library's verdicts on every test vector.

use store_auth_vectors::{Vectors, Verdict};

#[track_caller]
fn assert_conforms(json: &str, number_of_tests: usize) {
    let vectors = Vectors::from_json(json.as_bytes()).unwrap();
    assert_eq!(vectors.number_of_tests, number_of_tests);
    for group in &vectors.test_groups {
        let verifier = group.verifier().unwrap();
        for test in &group.tests {
            let verdict = Verdict::from(&verifier.verify_at(&test.request(), group.now.0));
            assert_eq!(verdict, test.expected(), "tcId {}: {}", test.tc_id, test.comment);
        }
    }
}

#[test]
fn every_verdict_is_that_of_the_conformance_vectors() {
    assert_conforms(include_str!("vectors/conformance.json"), 930);
}

#[test]
fn every_verdict_is_that_of_the_additional_vectors() {
    assert_conforms(include_str!("vectors/additional.json"), 3000);
}
