//! `schema.json` admits the vectors files of this workspace, and nothing that is not of their form.

use jsonschema::Validator;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path, sync::LazyLock};
use store_auth_vectors::Vectors;

static SCHEMA: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&read("schema.json")).unwrap());

/// A file beside the schema.
#[track_caller]
fn read(name: &str) -> Value {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    serde_json::from_slice(&fs::read(directory.join(name)).unwrap()).unwrap()
}

/// The places of all errors, as JSON pointers.
fn errors(vectors: &Value) -> BTreeSet<String> {
    SCHEMA.iter_errors(vectors).map(|error| error.instance_path().to_string()).collect()
}

#[track_caller]
fn assert_valid(vectors: &Value) {
    assert_eq!(errors(vectors), BTreeSet::new());
}

const GROUP: &str = "/testGroups/0";
const KEY: &str = "/testGroups/0/serverKeys/0";
const POLICY: &str = "/testGroups/0/policy";
const AUTHORIZED: &str = "/testGroups/0/tests/0";
const MALFORMED: &str = "/testGroups/0/tests/1";
const EXPIRED: &str = "/testGroups/0/tests/2";

/// The conformance vectors, cut down to one group with three of their tests.
fn vectors() -> Value {
    static VECTORS: LazyLock<Value> = LazyLock::new(cut_down);
    VECTORS.clone()
}

fn cut_down() -> Value {
    let mut vectors = read("conformance.json");
    let tests: Vec<_> = vectors["testGroups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|group| group["tests"].as_array().unwrap().clone())
        .collect();
    let first = |member: &str, value: &str| {
        let found = tests.iter().find(|test| test[member] == value);
        found.unwrap().clone()
    };
    vectors["testGroups"].as_array_mut().unwrap().truncate(1);
    vectors["testGroups"][0]["tests"] = json!([
        first("result", "authorized"),
        first("reason", "malformed"),
        first("reason", "expired"),
    ]);
    vectors["numberOfTests"] = json!(3);
    vectors
}

/// Sets a member of the object at `place`, and expects that member to be refused.
#[track_caller]
fn assert_refuses(place: &str, member: &str, value: Value) {
    let mut vectors = vectors();
    let object = vectors.pointer_mut(place).unwrap();
    assert_ne!(object[member], value);
    let shown = format!("{place}/{member} as {value}");
    object[member] = value;
    let errors = errors(&vectors);
    let inside = format!("{place}/{member}");
    assert!(errors.iter().any(|error| error.starts_with(&inside)), "{shown}: {errors:?}");
}

/// Sets a member of the object at `place`, and expects the file to be valid still.
#[track_caller]
fn assert_admits(place: &str, member: &str, value: Value) {
    let mut vectors = vectors();
    vectors.pointer_mut(place).unwrap()[member] = value;
    assert_valid(&vectors);
}

// What is valid

#[test]
fn the_conformance_vectors_are_valid() {
    assert_valid(&read("conformance.json"));
}

#[test]
fn the_additional_vectors_are_valid() {
    assert_valid(&read("additional.json"));
}

#[test]
fn the_file_that_the_next_tests_change_is_valid_and_can_be_read() {
    assert_valid(&vectors());
    Vectors::from_json(vectors().to_string().as_bytes()).unwrap();
}

#[test]
fn what_may_be_null_may_be_null_or_not() {
    assert_admits(KEY, "acceptUntil", Value::Null);
    assert_admits(KEY, "acceptUntil", json!("2016-04-26T08:17:59.059Z"));
    assert_admits(POLICY, "products", Value::Null);
    assert_admits(POLICY, "products", json!([]));
    assert_admits(POLICY, "products", json!(["a", "b"]));
    assert_admits(POLICY, "maxLifetimeSeconds", Value::Null);
    assert_admits(POLICY, "maxLifetimeSeconds", json!(0));
}

#[test]
fn untrusted_texts_may_be_any_strings() {
    for field in ["id", "pc", "expiry", "signature"] {
        for text in ["", "\0", "#", "é", &"x".repeat(1000)] {
            assert_admits(MALFORMED, field, json!(text));
        }
    }
}

// Members

#[test]
fn an_unknown_member_is_refused_wherever_it_is() {
    for place in ["", "/notes", GROUP, KEY, POLICY, AUTHORIZED, MALFORMED] {
        let mut vectors = vectors();
        vectors.pointer_mut(place).unwrap()["extra"] = json!("x");
        assert_eq!(errors(&vectors), BTreeSet::from([place.to_owned()]));
    }
}

#[test]
fn a_missing_member_is_refused_wherever_it_is() {
    for place in ["", GROUP, KEY, POLICY, AUTHORIZED, MALFORMED] {
        let members = vectors().pointer(place).unwrap().as_object().unwrap().clone();
        for member in members.keys() {
            let mut vectors = vectors();
            vectors.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(member);
            assert!(errors(&vectors).contains(place), "{place}: {member}");
        }
    }
}

#[test]
fn what_the_schema_refuses_among_members_the_reader_refuses_too() {
    for place in ["", GROUP, KEY, POLICY, AUTHORIZED] {
        let good = vectors();
        let members = good.pointer(place).unwrap().as_object().unwrap();
        let read = |object: Value| {
            let mut vectors = good.clone();
            *vectors.pointer_mut(place).unwrap() = object;
            Vectors::from_json(vectors.to_string().as_bytes())
        };
        for member in members.keys() {
            let mut fewer = members.clone();
            fewer.remove(member);
            assert!(read(fewer.into()).is_err(), "{place}: without {member}");
        }
        let mut more = members.clone();
        more.insert("extra".to_owned(), json!("x"));
        assert!(read(more.into()).is_err(), "{place}: with another");
    }
}

#[test]
fn another_kind_of_value_is_refused_for_every_member() {
    for place in ["", GROUP, KEY, POLICY, AUTHORIZED] {
        let members = vectors().pointer(place).unwrap().as_object().unwrap().clone();
        for member in members.keys() {
            // No member is true or false.
            assert_refuses(place, member, json!(true));
        }
    }
}

// Values

#[test]
fn a_value_that_is_none_of_its_list_is_refused() {
    assert_refuses("", "schema", json!("store-auth-vectors-v2"));
    assert_refuses(POLICY, "expiryEncoding", json!("java"));
    assert_refuses(AUTHORIZED, "result", json!("Authorized"));
    assert_refuses(AUTHORIZED, "result", json!("malformed"));
    assert_refuses(MALFORMED, "reason", json!("bad"));
    assert_refuses(MALFORMED, "field", json!("cid"));
    assert_refuses(MALFORMED, "field", json!("request"));
    assert_refuses(AUTHORIZED, "flags", json!(["Typo"]));
}

#[test]
fn what_may_not_be_empty_is_refused_empty() {
    assert_refuses("", "testGroups", json!([]));
    assert_refuses("", "notes", json!({}));
    assert_refuses("/notes", "Valid", json!(""));
    assert_refuses(GROUP, "name", json!(""));
    assert_refuses(GROUP, "serverKeys", json!([]));
    assert_refuses(GROUP, "tests", json!([]));
    assert_refuses(KEY, "key", json!(""));
    assert_refuses(AUTHORIZED, "comment", json!(""));
    assert_refuses(AUTHORIZED, "flags", json!([]));
}

#[test]
fn a_number_out_of_its_range_is_refused() {
    assert_refuses("", "numberOfTests", json!(0));
    assert_refuses(AUTHORIZED, "tcId", json!(0));
    assert_refuses(AUTHORIZED, "key", json!(-1));
    assert_refuses(AUTHORIZED, "key", json!(0.5));
    for seconds in ["leewaySeconds", "maxLifetimeSeconds"] {
        assert_refuses(POLICY, seconds, json!(-1));
        assert_refuses(POLICY, seconds, json!(0.5));
        assert_refuses(POLICY, seconds, json!(9_007_199_254_740_992_u64));
        assert_admits(POLICY, seconds, json!(9_007_199_254_740_991_u64));
    }
}

#[test]
fn what_may_occur_once_is_refused_twice() {
    assert_refuses(AUTHORIZED, "flags", json!(["Valid", "Valid"]));
    assert_refuses(POLICY, "products", json!(["a", "a"]));
}

#[test]
fn a_bad_key_is_refused() {
    assert_refuses(KEY, "key", json!("k".repeat(129)));
    assert_admits(KEY, "key", json!("k".repeat(128)));
    for key in ["k\n", " k", "k k", "é", "\0", "\u{7f}"] {
        assert_refuses(KEY, "key", json!(key));
    }
}

#[test]
fn a_bad_instant_is_refused_wherever_it_is() {
    for (place, member) in [(GROUP, "now"), (KEY, "acceptUntil"), (AUTHORIZED, "expiresAt")] {
        for instant in [
            "",
            "2016-04-26",
            "2016-04-26T08:17:59Z",
            "2016-04-26T08:17:59.059+0000",
            "2016-04-26T08:17:59.059+00:00",
            "2016-04-26t08:17:59.059z",
            "2016-04-26 08:17:59.059Z",
            "2016-04-26T08:17:59.059Z\n",
            "2016-04-26T08:17:59.0590Z",
            "2016-00-26T08:17:59.059Z",
            "2016-13-26T08:17:59.059Z",
            "2016-04-32T08:17:59.059Z",
            "2016-04-26T24:17:59.059Z",
            "2016-04-26T08:60:59.059Z",
            "2016-04-26T08:17:60.059Z",
            "٢016-04-26T08:17:59.059Z",
        ] {
            assert_refuses(place, member, json!(instant));
        }
    }
    assert_refuses(GROUP, "now", Value::Null);
}

// Contradictions

#[test]
fn an_authorized_test_has_a_key_and_an_expiry_and_no_reason() {
    assert_refuses(AUTHORIZED, "reason", json!("expired"));
    assert_refuses(AUTHORIZED, "field", json!("id"));
    assert_refuses(AUTHORIZED, "key", Value::Null);
    assert_refuses(AUTHORIZED, "expiresAt", Value::Null);
}

#[test]
fn a_denied_test_has_a_reason_and_neither_key_nor_expiry() {
    for place in [MALFORMED, EXPIRED] {
        assert_refuses(place, "reason", Value::Null);
        assert_refuses(place, "key", json!(0));
        assert_refuses(place, "expiresAt", json!("2016-04-26T08:17:59.059Z"));
    }
}

#[test]
fn a_malformed_test_names_a_field_and_no_other_does() {
    assert_refuses(MALFORMED, "field", Value::Null);
    for reason in ["expired", "signature-mismatch", "product-not-allowed", "lifetime-too-long"] {
        assert_admits(EXPIRED, "reason", json!(reason));
        let mut vectors = vectors();
        vectors.pointer_mut(MALFORMED).unwrap()["reason"] = json!(reason);
        assert_eq!(errors(&vectors), BTreeSet::from([format!("{MALFORMED}/field")]));
    }
    for field in ["id", "pc", "expiry", "signature"] {
        assert_admits(MALFORMED, "field", json!(field));
        assert_refuses(EXPIRED, "field", json!(field));
    }
}

#[test]
fn a_verdict_turned_round_is_refused() {
    for (place, result) in [(AUTHORIZED, "denied"), (EXPIRED, "authorized")] {
        let mut vectors = vectors();
        vectors.pointer_mut(place).unwrap()["result"] = json!(result);
        let members = ["reason", "key", "expiresAt"].map(|member| format!("{place}/{member}"));
        assert_eq!(errors(&vectors), BTreeSet::from(members));
    }
}
