//! Answers as the Store writes them, byte for byte. Those in `answers.json` were made by another implementation.

use serde::Deserialize;
use store_auth::{Expiry, ServerKey, Signer};
use store_auth_wire::{Answer, Callback, Denial, ServerId, ServerSignature};

const EXPIRY: &str = "2016-04-26T08:17:59.059+0000";
/// By `printf %s "XU4XHT8XQDWK#b5d78da0853d97e2ec28feb5e31b9953d9c72420#$key#$expiry" | sha1sum`.
const SIGNATURE: &str = "16be1703017fd1001fe63465e50523982f10b0ca";

/// What a Store was asked for, and what it answered.
#[derive(Deserialize)]
struct Sample {
    callback: Option<String>,
    body: String,
}

fn samples() -> Vec<Sample> {
    serde_json::from_str(include_str!("answers.json")).unwrap()
}

fn expiry() -> Expiry {
    Expiry::parse(EXPIRY).unwrap()
}

fn signature_for(server: &str) -> ServerSignature {
    let key = ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c").unwrap();
    let signature = Signer::new(key)
        .sign("XU4XHT8XQDWK", "b5d78da0853d97e2ec28feb5e31b9953d9c72420", &expiry())
        .unwrap();
    ServerSignature::new(server.parse().unwrap(), &signature)
}

#[test]
fn what_another_implementation_answers_is_read_and_written_with_the_same_bytes() {
    let mut compared = 0;
    for Sample { callback, body } in samples() {
        match callback.map(|callback| callback.parse::<Callback>()) {
            None => {
                let answer: Answer = serde_json::from_str(&body).unwrap();
                assert_eq!(answer.to_json(), body);
            }
            Some(Ok(callback)) => {
                let json = body.strip_prefix(&format!("{callback}(")).unwrap();
                let json = json.strip_suffix(");").unwrap();
                let answer: Answer = serde_json::from_str(json).unwrap();
                assert_eq!(answer.to_jsonp(&callback), body);
            }
            Some(Err(_)) => continue,
        }
        compared += 1;
    }
    assert!(compared >= 20, "{compared}");
}

#[test]
fn a_callback_is_refused_where_another_implementation_refuses_it() {
    let mut refused = 0;
    for Sample { callback, body } in samples() {
        let Some(callback) = callback else { continue };
        let is_refused = body.contains("Callback is not valid.");
        assert_eq!(callback.parse::<Callback>().is_err(), is_refused, "{callback}");
        refused += usize::from(is_refused);
    }
    assert_eq!(refused, 5);
}

#[test]
fn signatures_are_null_where_no_server_was_asked_for_and_empty_where_none_is_known() {
    for (signatures, expected) in [(None, "null"), (Some(Vec::new()), "[]")] {
        assert_eq!(
            Answer::Authorized { expiry: expiry(), signatures }.to_json(),
            format!(
                r#"{{"authorized":true,"expiry":"{EXPIRY}","expiry_time":"{EXPIRY}","signatures":{expected},"error":null}}"#
            )
        );
    }
}

#[test]
fn signatures_are_in_the_order_in_which_they_were_asked_for() {
    let signatures = Some(vec![signature_for("B"), signature_for("A")]);
    assert_eq!(
        Answer::Authorized { expiry: expiry(), signatures }.to_json(),
        format!(
            r#"{{"authorized":true,"expiry":"{EXPIRY}","expiry_time":"{EXPIRY}","signatures":[{{"serverId":"B","value":"{SIGNATURE}"}},{{"serverId":"A","value":"{SIGNATURE}"}}],"error":null}}"#
        )
    );
}

#[test]
fn the_recorded_form_has_one_name_of_the_expiry() {
    let answer = Answer::Authorized { expiry: expiry(), signatures: None };
    assert_eq!(
        serde_json::to_string(&answer.as_recorded()).unwrap(),
        format!(r#"{{"authorized":true,"expiry":"{EXPIRY}","signatures":null,"error":null}}"#)
    );
    let message = "Subscription is not active.".to_owned();
    assert_eq!(
        serde_json::to_string(&Answer::Denied { message }.as_recorded()).unwrap(),
        r#"{"authorized":false,"expiry":null,"signatures":null,"error":{"message":"Subscription is not active."}}"#
    );
}

#[test]
fn what_ends_a_line_of_a_script_is_escaped_in_a_call() {
    let answer = Answer::Denied { message: "a\u{2028}b\u{2029}c\n".to_owned() };
    let callback: Callback = "f".parse().unwrap();
    assert_eq!(
        answer.to_jsonp(&callback),
        r#"f({"authorized":false,"expiry":null,"expiry_time":null,"signatures":null,"error":{"message":"a\u2028b\u2029c\n"}});"#
    );
}

#[test]
fn no_debug_output_shows_a_signature() {
    let server: ServerId = "A".parse().unwrap();
    let signatures = Some(vec![signature_for(server.as_str())]);
    let shown = format!("{:?}", Answer::Authorized { expiry: expiry(), signatures });
    assert!(shown.contains(r#"ServerId("A")"#) && !shown.contains(&SIGNATURE[..8]), "{shown}");
}

#[test]
fn each_denial_has_the_text_that_apps_look_for_and_a_word_of_its_own() {
    let expected = [
        ("given-twice", "Parameter is given twice: pc."),
        ("both-ids", "Display Id and Company Id cannot both be given."),
        ("no-id", "Display Id or Company Id is required."),
        ("no-product-code", "Product Code is required."),
        ("product-not-found", "Product not found."),
        ("display-not-found", "Display not found."),
        ("company-not-found", "Company not found."),
        ("not-active", "Subscription is not active."),
        ("bad-callback", "Callback is not valid."),
        ("bad-request", "Request is not valid."),
        ("too-many", "Too many requests."),
        ("unavailable", "Store is unavailable."),
        ("no-such-path", "Path not found."),
        ("bad-method", "Method is not allowed."),
    ];
    for (denial, (code, text)) in Denial::ALL.into_iter().zip(expected) {
        let denial = if code == "given-twice" { Denial::GivenTwice("pc") } else { denial };
        assert_eq!((denial.code(), denial.to_string().as_str()), (code, text));
        let Answer::Denied { message } = Answer::from(denial) else { panic!("{denial:?}") };
        assert_eq!(message, text);
    }
}
