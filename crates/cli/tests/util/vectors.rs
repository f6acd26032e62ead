//! A small vectors file with a test of every verdict, to be changed and to be answered.

use super::{EXPIRY, ID, KEY, OTHER_KEY, OTHER_SIGNATURE, PRODUCT_CODE, SIGNATURE};
use serde_json::{Value, json};

/// How many tests [`vectors`] has.
pub(crate) const TESTS: usize = 7;

/// Tests 1 to 7: by key 0, by key 1, malformed id, expired, mismatch; other product, too long.
pub(crate) fn vectors() -> Value {
    let keys = json!([
        { "key": KEY, "acceptUntil": null },
        { "key": OTHER_KEY, "acceptUntil": "2016-04-26T12:00:00.000Z" },
    ]);
    let authorized = |tc_id, comment, signature, key| {
        let expected = json!({
            "result": "authorized", "reason": null, "field": null,
            "key": key, "expiresAt": "2016-04-26T08:17:59.000Z",
        });
        test(tc_id, comment, [ID, EXPIRY, signature], &expected)
    };
    let denied = |tc_id, comment, request, reason, field: Option<&str>| {
        let expected = json!({
            "result": "denied", "reason": reason, "field": field, "key": null, "expiresAt": null,
        });
        test(tc_id, comment, request, &expected)
    };
    let good = [ID, EXPIRY, SIGNATURE];
    json!({
        "schema": "store-auth-vectors-v1",
        "numberOfTests": TESTS,
        "notes": { "Valid": "as the Store issues it", "Tampered": "something is not" },
        "testGroups": [
            {
                "name": "two keys",
                "now": "2016-04-26T07:17:59.000Z",
                "serverKeys": keys,
                "policy": {
                    "expiryEncoding": "either", "leewaySeconds": 0,
                    "products": null, "maxLifetimeSeconds": null,
                },
                "tests": [
                    authorized(1, "current key", SIGNATURE, 0),
                    authorized(2, "previous key", OTHER_SIGNATURE, 1),
                    denied(3, "empty id", ["", EXPIRY, SIGNATURE], "malformed", Some("id")),
                    denied(
                        4,
                        "years ago",
                        [ID, "2014-03-27T18:25:43.511Z", SIGNATURE],
                        "expired",
                        None,
                    ),
                    denied(
                        5,
                        "another display",
                        ["S56PSA4W298W", EXPIRY, SIGNATURE],
                        "signature-mismatch",
                        None,
                    ),
                ],
            },
            {
                "name": "other products",
                "now": "2016-04-26T07:17:59.000Z",
                "serverKeys": keys,
                "policy": {
                    "expiryEncoding": "as-received", "leewaySeconds": 5,
                    "products": ["other"], "maxLifetimeSeconds": null,
                },
                "tests": [denied(6, "not served", good, "product-not-allowed", None)],
            },
            {
                "name": "half an hour",
                "now": "2016-04-26T07:17:59.000Z",
                "serverKeys": keys,
                "policy": {
                    "expiryEncoding": "java-sample", "leewaySeconds": 0,
                    "products": [PRODUCT_CODE], "maxLifetimeSeconds": 1800,
                },
                "tests": [denied(7, "an hour ahead", good, "lifetime-too-long", None)],
            },
        ],
    })
}

/// A test of an id, an expiry and a signature, with the members of `expected`.
fn test(tc_id: u64, comment: &str, request: [&str; 3], expected: &Value) -> Value {
    let flag = if expected["result"] == "authorized" { "Valid" } else { "Tampered" };
    let [id, expiry, signature] = request;
    let mut test = json!({
        "tcId": tc_id, "comment": comment, "flags": [flag],
        "id": id, "pc": PRODUCT_CODE, "expiry": expiry, "signature": signature,
    });
    test.as_object_mut().unwrap().extend(expected.as_object().unwrap().clone());
    test
}

/// All tests of a vectors file, in order.
pub(crate) fn tests(vectors: &Value) -> impl Iterator<Item = &Value> {
    let groups = vectors["testGroups"].as_array().unwrap();
    groups.iter().flat_map(|group| group["tests"].as_array().unwrap())
}

/// The test with this number, to be changed.
#[track_caller]
pub(crate) fn test_mut(vectors: &mut Value, tc_id: u64) -> &mut Value {
    let groups = vectors["testGroups"].as_array_mut().unwrap();
    let mut tests = groups.iter_mut().flat_map(|group| group["tests"].as_array_mut().unwrap());
    tests.find(|test| test["tcId"] == tc_id).unwrap()
}

/// The answers that a program should give to all tests, one a line.
pub(crate) fn answers(vectors: &Value) -> String {
    let lines: Vec<_> = tests(vectors).map(|test| answer(test).to_string()).collect();
    lines.join("\n") + "\n"
}

/// The answer that a program should give to one test.
pub(crate) fn answer(test: &Value) -> Value {
    let members = ["tcId", "result", "reason", "field", "key", "expiresAt"];
    members.map(|member| (member.to_owned(), test[member].clone())).into_iter().collect()
}
