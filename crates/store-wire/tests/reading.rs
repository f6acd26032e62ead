//! Answers as an App reads them.

use serde_json::{Value, json};
use std::slice;
use store_auth_wire::{Answer, PastedAnswer};

const EXPIRY: &str = "2016-04-26T08:17:59.059+0000";
const OTHER_EXPIRY: &str = "2016-04-26T08:17:59.059Z";
const SIGNATURE: &str = "16be1703017fd1001fe63465e50523982f10b0ca";

#[track_caller]
fn read(json: &Value) -> Answer {
    serde_json::from_str(&json.to_string()).unwrap()
}

#[track_caller]
fn assert_expires(json: &Value, expected: &str) {
    match read(json) {
        Answer::Authorized { expiry, .. } => assert_eq!(expiry.as_str(), expected),
        Answer::Denied { message } => panic!("denied: {message}"),
    }
}

#[track_caller]
fn assert_denied(json: &Value, expected: &str) {
    match read(json) {
        Answer::Denied { message } => assert_eq!(message, expected),
        answer @ Answer::Authorized { .. } => panic!("{answer:?}"),
    }
}

#[track_caller]
fn assert_refused(json: &Value, expected: &str) {
    let error = serde_json::from_str::<Answer>(&json.to_string()).unwrap_err().to_string();
    assert!(error.starts_with(expected), "{error}");
    assert!(!error.contains(&SIGNATURE[..39]), "{error}");
}

#[test]
fn the_expiry_is_read_under_either_name_exactly_as_it_is() {
    assert_expires(&json!({"authorized": true, "expiry": EXPIRY}), EXPIRY);
    assert_expires(&json!({"authorized": true, "expiry_time": OTHER_EXPIRY}), OTHER_EXPIRY);
    assert_expires(&json!({"authorized": true, "expiry": EXPIRY, "expiry_time": EXPIRY}), EXPIRY);
    assert_expires(&json!({"authorized": true, "expiry": null, "expiry_time": EXPIRY}), EXPIRY);
}

#[test]
fn two_expiries_are_refused_and_so_is_none() {
    let both = json!({"authorized": true, "expiry": EXPIRY, "expiry_time": OTHER_EXPIRY});
    assert_refused(&both, "expected one expiry, found another in `expiry_time`");
    let neither = "expected `expiry` or `expiry_time`, found neither";
    assert_refused(&json!({"authorized": true}), neither);
    assert_refused(&json!({"authorized": true, "expiry": null}), neither);
}

#[test]
fn members_that_are_not_known_are_passed_over() {
    let json = json!({"authorized": true, "expiry": EXPIRY, "signatures": null, "more": {"a": []}});
    assert_expires(&json, EXPIRY);
}

#[test]
fn an_expiry_or_a_signature_outside_of_its_grammar_is_refused() {
    let year = json!({"authorized": true, "expiry": "2016-04-26"});
    assert_refused(&year, "malformed expiry: ");
    for value in [&SIGNATURE[..39], "16BE1703017fd1001fe63465e50523982f10b0ca", ""] {
        let signatures = json!([{"serverId": "A", "value": value}]);
        let json = json!({"authorized": true, "expiry": EXPIRY, "signatures": signatures});
        assert_refused(&json, "malformed signature: ");
    }
    let signatures = json!([{"serverId": "a b", "value": SIGNATURE}]);
    let json = json!({"authorized": true, "expiry": EXPIRY, "signatures": signatures});
    assert_refused(&json, "expected 1 to 50 ASCII letters and digits");
}

#[test]
fn the_signature_for_a_server_is_found_by_its_id_in_exact_case() {
    let other = SIGNATURE.replace('1', "2");
    let signatures = json!([{"serverId": "B", "value": other}, {"serverId": "A", "value": SIGNATURE, "more": 1}]);
    let answer = read(&json!({"authorized": true, "expiry": EXPIRY, "signatures": signatures}));
    assert_eq!(answer.signature_for("A"), Some(SIGNATURE));
    assert_eq!(answer.signature_for("B"), Some(other.as_str()));
    assert_eq!(answer.signature_for("a"), None);
    let without = read(&json!({"authorized": true, "expiry": EXPIRY, "signatures": null}));
    assert_eq!(without.signature_for("A"), None);
}

#[test]
fn a_denial_is_one_whatever_else_it_has() {
    let message = "Subscription is not active.";
    let error = json!({"message": message});
    assert_denied(&json!({"authorized": false, "error": error}), message);
    assert_denied(&json!({"authorized": false, "errors": [error]}), message);
    assert_denied(&json!({"authorized": false, "errors": [message]}), message);
    assert_denied(&json!({"authorized": false, "error": message, "expiry": EXPIRY}), message);
    assert_denied(&json!({"authorized": false, "error": null}), "");
}

#[test]
fn what_does_not_say_whether_it_authorizes_is_no_answer() {
    for json in [json!({}), json!([]), json!({"expiry": EXPIRY}), json!({"authorized": "true"})] {
        assert!(serde_json::from_str::<Answer>(&json.to_string()).is_err(), "{json}");
    }
}

#[test]
fn a_list_is_no_answer_and_no_signature() {
    let signed =
        |element: Value| json!({"authorized": true, "expiry": EXPIRY, "signatures": [element]});
    let value = "16be1703017fd1001fe63465e50523982f10b0ca";
    let is_read = |json: &Value| serde_json::from_str::<Answer>(&json.to_string()).is_ok();
    assert!(is_read(&signed(json!({"serverId": "A", "value": value}))));
    assert!(!is_read(&signed(json!(["A", value]))));
    assert!(!is_read(&json!([false, null, null, null, null, null])));
    let error = serde_json::from_str::<Answer>("[]").unwrap_err().to_string();
    assert!(error.contains("expected an object"), "{error}");
}

fn pasted(members: &[(&str, Value)]) -> Option<PastedAnswer> {
    PastedAnswer::from_members(members.iter().map(|(name, value)| (*name, value)))
}

#[test]
fn of_a_pasted_answer_the_first_member_of_a_name_counts() {
    let members = [
        ("authorized", json!(true)),
        ("authorized", json!(false)),
        ("expiry_time", json!("first")),
        ("expiry_time", json!("second")),
        ("signatures", json!([{"value": "8c"}, {"serverId": "A"}, 7, {"value": 12}])),
    ];
    let answer = pasted(&members).unwrap();
    assert_eq!(answer.authorized, Some(true));
    assert_eq!(answer.expiry.as_deref(), Some("first"));
    assert_eq!(answer.signatures, Some(vec!["8c".to_owned(), "12".to_owned()]));
    assert_eq!(answer.error, None);
    assert!(!format!("{answer:?}").contains("8c"));
}

#[test]
fn of_two_names_in_a_pasted_answer_one_that_is_null_leaves_the_other() {
    let read = pasted(&[
        ("authorized", true.into()),
        ("expiry", Value::Null),
        ("expiry_time", EXPIRY.into()),
        ("error", Value::Null),
        ("errors", "no".into()),
    ])
    .unwrap();
    assert_eq!(read.expiry.as_deref(), Some(EXPIRY));
    assert_eq!(read.error.as_deref(), Some("no"));
}

#[test]
fn a_pasted_answer_is_read_under_either_name_and_the_stores_own_goes_before() {
    let read = |members: &[(&str, Value)]| {
        let authorized = [("authorized", json!(false))];
        let answer = pasted(&[&authorized, members].concat()).unwrap();
        (answer.expiry, answer.error)
    };
    let text = |text: &str| Some(text.to_owned());
    let (own, other) = (("expiry", json!("own")), ("expiry_time", json!(7)));
    assert_eq!(read(slice::from_ref(&other)), (text("7"), None));
    assert_eq!(read(&[other, own]), (text("own"), None));
    let (own, other) = (("error", json!({"message": "own"})), ("errors", json!([{"message": 12}])));
    assert_eq!(read(slice::from_ref(&other)), (None, text("12")));
    assert_eq!(read(&[other, own]), (None, text("own")));
    for error in [json!(null), json!([]), json!([null]), json!({"text": "x"}), json!(true)] {
        assert_eq!(read(&[("error", error.clone())]), (None, None), "{error}");
    }
}

#[test]
fn what_is_shown_of_a_pasted_answer_has_the_number_of_its_signatures_alone() {
    let signatures = json!([{"value": SIGNATURE}]);
    let answer = pasted(&[("expiry", json!(EXPIRY)), ("signatures", signatures)]).unwrap();
    let shown = format!("{answer:?}");
    assert!(shown.contains(EXPIRY) && shown.contains("signatures: Some(1)"), "{shown}");
    assert!(!shown.contains(&SIGNATURE[..8]), "{shown}");
}

#[test]
fn an_object_without_what_only_an_answer_has_is_no_pasted_answer() {
    assert!(pasted(&[("expiry", json!(EXPIRY)), ("error", json!(null))]).is_none());
    assert!(pasted(&[("signatures", json!(null))]).is_some());
    assert!(pasted(&[("authorized", json!("maybe"))]).is_some());
}
