//! Every message of a file that is no vectors file, word for word.

use serde_json::{Value, json};
use store_auth_vectors::Vectors;

const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";

/// A file with two groups of one test.
fn vectors() -> Value {
    let group = |name, tc_id| {
        json!({
            "name": name,
            "now": "2016-04-26T07:17:59.000Z",
            "serverKeys": [{ "key": KEY, "acceptUntil": null }],
            "policy": {
                "expiryEncoding": "either", "leewaySeconds": 0,
                "products": null, "maxLifetimeSeconds": null,
            },
            "tests": [{
                "tcId": tc_id, "comment": "", "flags": ["Malformed"],
                "id": "", "pc": "", "expiry": "", "signature": "",
                "result": "denied", "reason": "malformed", "field": "id",
                "key": null, "expiresAt": null,
            }],
        })
    };
    json!({
        "schema": "store-auth-vectors-v1",
        "numberOfTests": 2,
        "notes": { "Malformed": "it has no fields" },
        "testGroups": [group("first", 1), group("second", 2)],
    })
}

#[track_caller]
fn assert_error(json: &[u8], message: &str) {
    let error = Vectors::from_json(json).unwrap_err();
    assert_eq!(error.to_string(), message);
    assert!(!format!("{error:?}").contains(KEY));
}

/// Sets the value at a JSON pointer.
#[track_caller]
fn assert_error_with(place: &str, value: Value, message: &str) {
    let mut vectors = vectors();
    *vectors.pointer_mut(place).unwrap() = value;
    assert_error(vectors.to_string().as_bytes(), message);
}

#[test]
fn the_file_that_the_next_tests_change_is_good() {
    let vectors = Vectors::from_json(vectors().to_string().as_bytes()).unwrap();
    assert_eq!((vectors.number_of_tests, vectors.test_groups.len()), (2, 2));
}

#[test]
fn what_is_no_json() {
    assert_error(b"", "EOF while parsing a value at line 1 column 0");
    assert_error(b"hello", "expected value at line 1 column 1");
    assert_error(b"{}{}", "missing field `schema` at line 1 column 2");
    assert_error(b"{\n\"schema\": \"\xff\"", "invalid unicode code point at line 2 column 12");
}

#[test]
fn what_follows_the_file() {
    let json = vectors().to_string();
    let column = json.len() + 2;
    let message = format!("trailing characters at line 1 column {column}");
    assert_error(format!("{json} x").as_bytes(), &message);
}

#[test]
fn members_that_are_unknown_missing_or_repeated() {
    assert_error(
        br#"{"schem":1}"#,
        "unknown field `schem`, expected one of `schema`, `numberOfTests`, `notes`, `testGroups` at line 1 column 8",
    );
    assert_error(b"{}", "missing field `schema` at line 1 column 2");
    assert_error(br#"{"schema":"","schema":""}"#, "duplicate field `schema` at line 1 column 21");
}

#[test]
fn values_of_another_kind() {
    assert_error(
        br#"{"schema":1}"#,
        "invalid type: integer `1`, expected a string at line 1 column 11",
    );
    assert_error(
        br#"{"numberOfTests":-1}"#,
        "invalid value: integer `-1`, expected usize at line 1 column 19",
    );
}

#[test]
fn an_instant_in_another_form() {
    assert_error(
        br#"{"testGroups":[{"now":"2016-04-26T07:17:59Z"}]}"#,
        "expected an instant as 2016-04-26T08:17:59.059Z, found \"2016-04-26T07:17:59Z\" at line 1 column 45",
    );
    assert_error(
        br#"{"testGroups":[{"now":"2016-04-26T08:17:59.059+0000"}]}"#,
        "expected an instant as 2016-04-26T08:17:59.059Z, found \"2016-04-26T08:17:59.059+0000\" at line 1 column 53",
    );
}

#[test]
fn another_schema() {
    assert_error_with(
        "/schema",
        json!("store-auth-vectors-v2"),
        "schema: expected \"store-auth-vectors-v1\", found \"store-auth-vectors-v2\"",
    );
}

#[test]
fn another_number_of_tests() {
    let message = "numberOfTests: expected 3 tests, found 2";
    assert_error_with("/numberOfTests", json!(3), message);
    let message = "numberOfTests: expected 2 tests, found 1";
    assert_error_with("/testGroups/0/tests", json!([]), message);
}

#[test]
fn a_repeated_tc_id() {
    assert_error_with("/testGroups/1/tests/0/tcId", json!(1), "tcId 1: given to two tests");
}

#[test]
fn a_flag_without_a_note() {
    assert_error_with(
        "/testGroups/1/tests/0/flags",
        json!(["Malformed", "Typo"]),
        "tcId 2: flag \"Typo\" is not in notes",
    );
}

#[test]
fn a_group_without_keys() {
    let message = "group \"second\": serverKeys: expected at least one";
    assert_error_with("/testGroups/1/serverKeys", json!([]), message);
}

#[test]
fn a_key_outside_the_grammar() {
    for (key, message) in [
        (String::new(), "server key is empty: expected 1 to 128 bytes"),
        (
            format!(" {KEY}"),
            "server key starts with white space or a line break: expected the key alone",
        ),
        (
            format!("{KEY}\n"),
            "server key ends with white space or a line break: expected the key alone, as `printf %s` writes it",
        ),
        ("k".repeat(129), "server key is too long: expected 1 to 128 bytes, found 129"),
        (format!("{KEY}é"), "server key has a byte other than visible ASCII at offset 40"),
    ] {
        let good = json!({ "key": KEY, "acceptUntil": null });
        assert_error_with(
            "/testGroups/0/serverKeys",
            json!([good, { "key": key, "acceptUntil": null }]),
            &format!("group \"first\": serverKeys[1]: {message}"),
        );
    }
}

#[test]
fn a_reason_or_field_that_there_is_not() {
    for member in ["reason", "field"] {
        assert_error_with(
            &format!("/testGroups/0/tests/0/{member}"),
            json!("nope"),
            &format!("tcId 1: {member}: no such value: \"nope\""),
        );
    }
}

#[test]
fn a_product_outside_the_grammar() {
    assert_error_with(
        "/testGroups/1/policy/products",
        json!(["good", "b#d"]),
        "group \"second\": products: malformed pc: expected visible ASCII other than '#', found '#' at offset 1",
    );
    assert_error_with(
        "/testGroups/1/policy/products",
        json!([""]),
        "group \"second\": products: malformed pc: expected 1 to 50 bytes, found 0",
    );
}

#[test]
fn the_first_of_several_mistakes_is_the_one_named() {
    let mut vectors = vectors();
    vectors["testGroups"][1]["serverKeys"] = json!([]);
    vectors["testGroups"][0]["tests"][0]["flags"] = json!(["Typo"]);
    assert_error(vectors.to_string().as_bytes(), "tcId 1: flag \"Typo\" is not in notes");
    vectors["numberOfTests"] = json!(0);
    let message = "numberOfTests: expected 0 tests, found 2";
    assert_error(vectors.to_string().as_bytes(), message);
    vectors["schema"] = json!("");
    let message = "schema: expected \"store-auth-vectors-v1\", found \"\"";
    assert_error(vectors.to_string().as_bytes(), message);
}

#[test]
fn arrays_of_members_where_objects_belong() {
    let members =
        |object: &Value| Value::Array(object.as_object().unwrap().values().cloned().collect());
    let whole = vectors();
    let file =
        json!([whole["schema"], whole["numberOfTests"], whole["notes"], whole["testGroups"]]);
    assert_error(
        file.to_string().as_bytes(),
        "invalid type: sequence, expected an object at line 1 column 0",
    );
    for place in [
        "/testGroups/0",
        "/testGroups/0/serverKeys/0",
        "/testGroups/0/policy",
        "/testGroups/1/tests/0",
    ] {
        let mut vectors = vectors();
        let object = vectors.pointer_mut(place).unwrap();
        *object = members(object);
        let error = Vectors::from_json(vectors.to_string().as_bytes()).unwrap_err().to_string();
        let start = "invalid type: sequence, expected an object at line 1 column ";
        assert!(error.starts_with(start), "{place}: {error}");
    }
}

#[test]
fn objects_where_names_belong() {
    for (place, value) in [
        ("/testGroups/0/policy/expiryEncoding", json!({ "either": null })),
        ("/testGroups/0/tests/0/result", json!({ "denied": null })),
    ] {
        let mut vectors = vectors();
        *vectors.pointer_mut(place).unwrap() = value;
        let error = Vectors::from_json(vectors.to_string().as_bytes()).unwrap_err().to_string();
        let start = "invalid type: map, expected a string at line 1 column ";
        assert!(error.starts_with(start), "{place}: {error}");
    }
}

#[test]
fn a_file_or_a_group_without_a_test() {
    let mut none = vectors();
    none["testGroups"] = json!([]);
    none["numberOfTests"] = json!(0);
    assert_error(none.to_string().as_bytes(), "testGroups: expected at least one");

    let mut one = vectors();
    one["testGroups"][1]["tests"] = json!([]);
    one["numberOfTests"] = json!(1);
    assert_error(one.to_string().as_bytes(), "group \"second\": tests: expected at least one");
}

#[test]
fn a_byte_order_mark_is_passed_over_once() {
    let json = vectors().to_string();
    assert!(Vectors::from_json(format!("\u{feff}{json}").as_bytes()).is_ok());
    assert_error(format!("\u{feff}\u{feff}{json}").as_bytes(), "expected value at line 1 column 1");
}
