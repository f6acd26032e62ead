//! `storeauth conformance`: this implementation against vectors, falsified vectors, and files that are none.

mod util;

use serde_json::{Value, json};
use std::fs;
use util::{
    ADDITIONAL, CONFORMANCE, Output, file, shown, storeauth,
    vectors::{TESTS, test_mut, vectors},
};

// Good files

#[test]
fn every_test_of_the_conformance_vectors_passes() {
    storeauth("conformance").arg(CONFORMANCE).run().assert_prints(0, "930 passed, 0 failed\n");
}

#[test]
fn every_test_of_the_additional_vectors_passes() {
    storeauth("conformance").arg(ADDITIONAL).run().assert_prints(0, "3000 passed, 0 failed\n");
}

#[test]
fn several_files_are_counted_together() {
    let run = storeauth("conformance").args([CONFORMANCE, ADDITIONAL]).run();
    run.assert_prints(0, "3930 passed, 0 failed\n");
}

#[test]
fn passing_as_json_is_the_count_alone() {
    let run = storeauth("conformance").args(["--format", "json", CONFORMANCE]).run();
    run.assert_prints(0, "{\"passed\":930,\"failed\":0}\n");
}

#[test]
fn the_file_that_the_next_tests_falsify_passes() {
    let run = storeauth("conformance").file(vectors().to_string()).run();
    run.assert_prints(0, "7 passed, 0 failed\n");
}

// Falsified expectations

/// Falsifies `member` of test `tc_id`, and expects a report of exactly this.
#[track_caller]
fn assert_reported(tc_id: u64, member: &str, value: Value, difference: &str) {
    let mut vectors = vectors();
    let test = test_mut(&mut vectors, tc_id);
    let comment = test["comment"].as_str().unwrap().to_owned();
    assert_ne!(test[member], value);
    test[member] = value;
    let file = file(vectors.to_string());
    let path = shown(file.path());
    let run = storeauth("conformance").arg(file.path()).run();
    let start = format!("{path}: 1 failed in ");
    assert!(run.stdout.starts_with(&start), "{}", run.stdout);
    let problem = format!("\n  tcId {tc_id} ({comment}): {member}: {difference}\n    now ");
    assert!(run.stdout.contains(&problem), "expected {problem} in {}", run.stdout);
    let count = format!("\n{} passed, 1 failed\n", TESTS - 1);
    assert!(run.stdout.ends_with(&count), "{}", run.stdout);
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
}

#[test]
fn a_falsified_result_is_reported() {
    let (authorized, denied) = (json!("authorized"), json!("denied"));
    assert_reported(1, "result", denied, r#"expected "denied", found "authorized""#);
    for tc_id in 3..=7 {
        let difference = r#"expected "authorized", found "denied""#;
        assert_reported(tc_id, "result", authorized.clone(), difference);
    }
}

#[test]
fn a_falsified_reason_is_reported() {
    let codes =
        ["malformed", "expired", "signature-mismatch", "product-not-allowed", "lifetime-too-long"];
    for (tc_id, found) in (3..).zip(codes) {
        for expected in codes.into_iter().filter(|expected| *expected != found) {
            let difference = format!("expected {expected:?}, found {found:?}");
            assert_reported(tc_id, "reason", json!(expected), &difference);
        }
        let difference = format!("expected null, found {found:?}");
        assert_reported(tc_id, "reason", Value::Null, &difference);
    }
    assert_reported(1, "reason", json!("expired"), r#"expected "expired", found null"#);
}

#[test]
fn a_falsified_field_is_reported() {
    assert_reported(3, "field", json!("pc"), r#"expected "pc", found "id""#);
    assert_reported(3, "field", Value::Null, r#"expected null, found "id""#);
    assert_reported(5, "field", json!("signature"), r#"expected "signature", found null"#);
    assert_reported(1, "field", json!("id"), r#"expected "id", found null"#);
}

#[test]
fn a_falsified_key_is_reported() {
    assert_reported(1, "key", json!(1), "expected 1, found 0");
    assert_reported(2, "key", json!(0), "expected 0, found 1");
    assert_reported(2, "key", Value::Null, "expected null, found 1");
    assert_reported(5, "key", json!(0), "expected 0, found null");
}

#[test]
fn a_falsified_expiry_is_reported() {
    let [found, other] = ["2016-04-26T08:17:59.000Z", "2016-04-26T08:17:59.001Z"];
    let expected = format!("expected {other:?}, found {found:?}");
    assert_reported(1, "expiresAt", json!(other), &expected);
    assert_reported(2, "expiresAt", Value::Null, &format!("expected null, found {found:?}"));
    let difference = format!("expected {other:?}, found null");
    assert_reported(4, "expiresAt", json!(other), &difference);
}

#[test]
fn a_reason_or_field_that_there_is_not_is_refused() {
    let change = |member: &'static str| {
        move |vectors: &mut Value| test_mut(vectors, 4)[member] = json!("late")
    };
    assert_refused(change("reason"), "tcId 4: reason: no such value: \"late\"");
    assert_refused(change("field"), "tcId 4: field: no such value: \"late\"");
}

/// A file whose first test expects a denial in every respect, and which fails in its fifth test too.
fn falsified() -> Value {
    let mut vectors = vectors();
    let first = test_mut(&mut vectors, 1);
    first["result"] = json!("denied");
    first["reason"] = json!("malformed");
    first["field"] = json!("pc");
    first["key"] = Value::Null;
    first["expiresAt"] = Value::Null;
    test_mut(&mut vectors, 5)["reason"] = json!("expired");
    vectors
}

#[test]
fn differences_as_json_keep_their_values_apart() {
    let file = file(falsified().to_string());
    let path = shown(file.path());
    let run = storeauth("conformance").args(["--format", "json"]).arg(file.path()).run();
    run.assert_prints(
        1,
        &format!(
            r#"{{"file":"{path}","tcId":1,"comment":"current key","differences":[{{"member":"result","expected":"denied","found":"authorized"}},{{"member":"reason","expected":"malformed","found":null}},{{"member":"field","expected":"pc","found":null}},{{"member":"key","expected":null,"found":0}},{{"member":"expiresAt","expected":null,"found":"2016-04-26T08:17:59.000Z"}}],"problem":null}}
{{"file":"{path}","tcId":5,"comment":"another display","differences":[{{"member":"reason","expected":"expired","found":"signature-mismatch"}}],"problem":null}}
{{"passed":5,"failed":2}}
"#
        ),
    );
}

#[test]
fn a_falsified_copy_among_good_files_is_named() {
    let mut vectors = vectors();
    test_mut(&mut vectors, 2)["key"] = json!(0);
    let falsified = file(vectors.to_string());
    let args = [CONFORMANCE.as_ref(), falsified.path(), ADDITIONAL.as_ref()];
    let run = storeauth("conformance").args(args).run();
    let start = format!(
        "{}: 1 failed in Valid: as the Store issues it\n  tcId 2 (previous key): key: expected 0, found 1\n",
        shown(falsified.path())
    );
    assert!(run.stdout.starts_with(&start), "{}", run.stdout);
    assert!(run.stdout.ends_with("\n3936 passed, 1 failed\n"), "{}", run.stdout);
    assert_eq!(run.code, Some(1));
}

#[test]
fn a_request_changed_by_one_digit_fails_its_test() {
    let text = fs::read_to_string(CONFORMANCE).unwrap();
    let changed = text.replacen("16be1703017fd1001fe63465e50523982f10b0ca", &"0".repeat(40), 1);
    let run = storeauth("conformance").file(changed).run();
    assert!(run.stdout.contains("\n  tcId 1 (Java form, signed as sent): result: "));
    assert!(run.stdout.ends_with("\n929 passed, 1 failed\n"), "{}", run.stdout);
    assert_eq!(run.code, Some(1));
}

// Files that are no vectors files

fn conformance(contents: &str) -> (String, Output) {
    let file = file(contents);
    let run = storeauth("conformance").arg(file.path()).run();
    (shown(file.path()), run)
}

/// Changes a good file, and expects it to be refused with this start of a message.
#[track_caller]
fn assert_refused(change: impl FnOnce(&mut Value), message: &str) {
    let mut vectors = vectors();
    change(&mut vectors);
    let (path, run) = conformance(&vectors.to_string());
    let start = format!("error: vectors file {path}: {message}");
    assert!(run.stderr.starts_with(&start), "{}", run.stderr);
    assert_eq!(run.stderr.matches('\n').count(), 1, "{}", run.stderr);
    assert_eq!((run.stdout.as_str(), run.code), ("", Some(2)));
}

/// Every object of a file, by its place.
const PLACES: [&str; 5] = [
    "",
    "/testGroups/0",
    "/testGroups/0/policy",
    "/testGroups/0/serverKeys/1",
    "/testGroups/0/tests/2",
];

#[test]
fn an_unknown_member_is_named_wherever_it_is() {
    for place in PLACES {
        let add = |vectors: &mut Value| vectors.pointer_mut(place).unwrap()["extra"] = json!(1);
        assert_refused(add, "unknown field `extra`, expected ");
    }
}

#[test]
fn a_missing_member_is_named_wherever_it_is() {
    for place in PLACES {
        let members = vectors().pointer(place).unwrap().as_object().unwrap().clone();
        for member in members.keys() {
            let remove = |vectors: &mut Value| {
                vectors.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(member);
            };
            assert_refused(remove, &format!("missing field `{member}` at line 1 column "));
        }
    }
}

#[test]
fn another_schema_is_refused() {
    assert_refused(
        |vectors| vectors["schema"] = json!("store-auth-vectors-v2"),
        "schema: expected \"store-auth-vectors-v1\", found \"store-auth-vectors-v2\"\n",
    );
}

#[test]
fn a_wrong_number_of_tests_is_refused() {
    assert_refused(
        |vectors| vectors["numberOfTests"] = json!(8),
        "numberOfTests: expected 8 tests, found 7\n",
    );
}

#[test]
fn a_repeated_tc_id_is_refused_across_groups_too() {
    assert_refused(
        |vectors| test_mut(vectors, 7)["tcId"] = json!(1),
        "tcId 1: given to two tests\n",
    );
}

#[test]
fn a_flag_without_a_note_is_refused() {
    assert_refused(
        |vectors| test_mut(vectors, 3)["flags"] = json!(["Tampered", "Typo"]),
        "tcId 3: flag \"Typo\" is not in notes\n",
    );
}

#[test]
fn a_bad_instant_is_refused_wherever_it_is() {
    for place in [
        "/testGroups/0/now",
        "/testGroups/0/serverKeys/1/acceptUntil",
        "/testGroups/0/tests/0/expiresAt",
    ] {
        for instant in
            ["2016-04-31T00:00:00.000Z", "2016-04-26T08:17:59Z", "2016-04-26T08:17:59.059+0000"]
        {
            assert_refused(
                |vectors| *vectors.pointer_mut(place).unwrap() = json!(instant),
                &format!(
                    "expected an instant as 2016-04-26T08:17:59.059Z, found {instant:?} at line 1 column "
                ),
            );
        }
    }
}

#[test]
fn a_bad_key_is_refused_without_being_shown() {
    assert_refused(
        |vectors| {
            vectors["testGroups"][0]["serverKeys"][1]["key"] = json!(format!("{}\n", util::KEY));
        },
        "group \"two keys\": serverKeys[1]: server key ends with white space or a line break: expected the key alone, as `printf %s` writes it\n",
    );
    assert_refused(
        |vectors| vectors["testGroups"][1]["serverKeys"][0]["key"] = json!(""),
        "group \"other products\": serverKeys[0]: server key is empty: expected 1 to 128 bytes\n",
    );
}

#[test]
fn a_group_without_a_key_is_refused() {
    assert_refused(
        |vectors| vectors["testGroups"][0]["serverKeys"] = json!([]),
        "group \"two keys\": serverKeys: expected at least one\n",
    );
}

#[test]
fn a_product_that_no_request_could_have_is_refused() {
    assert_refused(
        |vectors| vectors["testGroups"][1]["policy"]["products"] = json!(["good", "b#d"]),
        "group \"other products\": products: malformed pc: expected visible ASCII other than '#', found '#' at offset 1\n",
    );
}

#[test]
fn a_value_of_another_kind_is_refused() {
    for (place, value, message) in [
        (
            "/testGroups/0/policy/leewaySeconds",
            json!(-1),
            "invalid value: integer `-1`, expected u64",
        ),
        ("/testGroups/0/policy/leewaySeconds", Value::Null, "invalid type: null, expected u64"),
        (
            "/testGroups/0/policy/expiryEncoding",
            json!("java"),
            "unknown variant `java`, expected one of ",
        ),
        ("/testGroups/0/tests/0/id", Value::Null, "invalid type: null, expected a string"),
        ("/testGroups/0/tests/0/result", json!("ok"), "unknown variant `ok`, expected "),
        ("/testGroups/0/tests/0/key", json!("0"), "invalid type: string \"0\", expected u64"),
    ] {
        let change = |vectors: &mut Value| *vectors.pointer_mut(place).unwrap() = value;
        assert_refused(change, message);
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for (contents, message) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        ("hello", "expected value at line 1 column 1"),
        ("{\n\"schema\"", "EOF while parsing an object at line 2 column 8"),
    ] {
        let (path, run) = conformance(contents);
        run.assert_error(&format!("vectors file {path}: {message}"));
    }
}

#[test]
fn a_file_without_a_test_is_refused() {
    assert_refused(
        |vectors| {
            vectors["testGroups"] = json!([]);
            vectors["numberOfTests"] = json!(0);
        },
        "testGroups: expected at least one\n",
    );
}

#[test]
fn an_array_of_members_is_refused_where_an_object_belongs() {
    for place in PLACES {
        let to_array = |vectors: &mut Value| {
            let object = vectors.pointer_mut(place).unwrap();
            let members = object.as_object().unwrap().values().cloned().collect();
            *object = Value::Array(members);
        };
        assert_refused(to_array, "invalid type: sequence, expected an object at line 1 column ");
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let (_, run) = conformance(&format!("\u{feff}{}", vectors()));
    run.assert_prints(0, "7 passed, 0 failed\n");
}

#[test]
fn what_follows_the_vectors_is_refused() {
    let (path, run) = conformance(&format!("{}x", vectors()));
    let start = format!("error: vectors file {path}: trailing characters at line 1 column ");
    assert!(run.stderr.starts_with(&start), "{}", run.stderr);
}

#[test]
fn a_bad_file_is_told_before_a_good_one_is_run() {
    let run = storeauth("conformance").args([CONFORMANCE, "missing.json"]).run();
    run.assert_system_error("vectors file missing.json");
}

#[test]
fn a_file_is_needed() {
    let run = storeauth("conformance").run();
    run.assert_usage("the following required arguments were not provided:");
}
