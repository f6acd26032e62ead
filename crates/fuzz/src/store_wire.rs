//! What a Store and an App write to each other, but for queries: answers, calls of functions, ids, paths.

use crate::{naive_path, shared::KEYS};
use serde_json::{Map, Value};
use std::{fmt::Write, iter::zip};
use store_auth::{Expiry, ServerKey, Signer};
use store_auth_wire::{
    Answer, AppRequest, Asks, Callback, Denial, PastedAnswer, ServerId, ServerSignature,
};

const EXPIRIES: [&str; 3] =
    ["2016-04-26T08:17:59.059+0000", "2014-03-27T18:25:43.511Z", "0000-01-01T00:00:00.000Z"];

/// A text as each thing that is written to a Store or to an App, and its lines as the parts of an answer.
///
/// # Panics
/// Where a law does not hold.
pub fn store_wire(data: &[u8]) {
    is_read_as_it_says(data);
    let text = &*String::from_utf8_lossy(data);
    is_a_name_of_a_function(text);
    is_a_server_id(text);
    names_an_endpoint(text);
    is_read_as_it_was_written(text);
}

/// What is read as an answer says what its members say, and is written and read again as the same.
fn is_read_as_it_says(data: &[u8]) {
    let Ok(members) = serde_json::from_slice::<Map<String, Value>>(data) else { return };
    let pairs = members.iter().map(|(name, value)| (name.as_str(), value));
    let pasted = PastedAnswer::from_members(pairs);
    let has = |name| members.contains_key(name);
    assert_eq!(pasted.is_some(), has("authorized") || has("signatures"));
    // It may have a member twice, of which neither is read.
    let Ok(answer) = serde_json::from_slice::<Answer>(data) else {
        assert!(
            expected(&members).is_none()
                || serde_json::from_value::<Answer>(members.into()).is_ok()
        );
        return;
    };
    let json = answer.to_json();
    assert_eq!(Some(&json), expected(&members).as_ref());
    assert_eq!(serde_json::from_str::<Answer>(&json).unwrap().to_json(), json);
    let recorded = serde_json::to_string(&answer.as_recorded()).unwrap();
    assert_eq!(serde_json::from_str::<Answer>(&recorded).unwrap().to_json(), json);

    let pasted = pasted.unwrap();
    match &answer {
        Answer::Denied { message } => {
            assert_eq!(pasted.authorized, Some(false));
            assert_eq!(pasted.error.as_deref().unwrap_or_default(), message);
        }
        Answer::Authorized { expiry, signatures } => {
            assert_eq!(pasted.authorized, Some(true));
            assert_eq!(pasted.expiry.as_deref(), Some(expiry.as_str()));
            let values = |signatures: &Vec<ServerSignature>| {
                signatures.iter().map(|signature| signature.value().to_owned()).collect::<Vec<_>>()
            };
            assert_eq!(pasted.signatures, signatures.as_ref().map(values));
        }
    }
}

/// What an answer with these members is written as; nothing where it is none.
fn expected(members: &Map<String, Value>) -> Option<String> {
    let given = |name| members.get(name).filter(|value| !value.is_null());
    let text = |name| given(name).map_or(Some(None), |value| Some(Some(value.as_str()?)));
    let (expiry, expiry_time) = (text("expiry")?, text("expiry_time")?);
    let signatures = given("signatures").map_or(Some(None), |list| {
        let read = list.as_array()?.iter().map(signature);
        Some(Some(read.collect::<Option<Vec<_>>>()?))
    })?;
    if members.get("authorized")? == &Value::Bool(false) {
        let error = given("error").or(given("errors"));
        return Some(denied(&error.and_then(message).unwrap_or_default()));
    }
    if members.get("authorized")? != &Value::Bool(true) {
        return None;
    }
    let text = expiry.or(expiry_time)?;
    if expiry_time.is_some_and(|other| other != text) || Expiry::parse(text).is_err() {
        return None;
    }
    Some(authorized(text, signatures.as_deref()))
}

/// A server and its signature.
fn signature(element: &Value) -> Option<(String, String)> {
    let (server, value) = (element.get("serverId")?, element.get("value")?);
    let (server, value) = (server.as_str()?, value.as_str()?);
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_signature = value.len() == 40 && value.bytes().all(is_digit);
    (is_signature && is_id(server)).then(|| (server.to_owned(), value.to_owned()))
}

fn message(error: &Value) -> Option<String> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match error {
        Value::Object(object) => plain(object.get("message")?),
        Value::Array(list) if list.first()?.is_array() => None,
        Value::Array(list) => message(list.first()?),
        other => plain(other),
    }
}

fn denied(message: &str) -> String {
    format!(
        r#"{{"authorized":false,"expiry":null,"expiry_time":null,"signatures":null,"error":{{"message":{}}}}}"#,
        quoted(message)
    )
}

fn authorized(expiry: &str, signatures: Option<&[(String, String)]>) -> String {
    let signatures = signatures.map_or("null".to_owned(), |list| {
        let elements = list
            .iter()
            .map(|(server, value)| format!(r#"{{"serverId":"{server}","value":"{value}"}}"#));
        format!("[{}]", elements.collect::<Vec<_>>().join(","))
    });
    format!(
        r#"{{"authorized":true,"expiry":"{expiry}","expiry_time":"{expiry}","signatures":{signatures},"error":null}}"#
    )
}

/// A text in JSON, with the shortest escape of what must have one.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\0'..='\u{1f}' => write!(quoted, "\\u{:04x}", u32::from(letter)).unwrap(),
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}

/// Only identifiers joined by dots are called.
fn is_a_name_of_a_function(text: &str) {
    let mut begins = true;
    let mut is_name = text.chars().count() <= 128;
    for letter in text.chars() {
        let goes_on = letter == '_' || letter == '$' || letter.is_ascii_alphabetic();
        let is_part = goes_on || (!begins && letter.is_ascii_digit());
        is_name &= is_part || (!begins && letter == '.');
        begins = letter == '.';
    }
    let parsed = text.parse::<Callback>();
    assert_eq!(parsed.is_ok(), is_name && !begins, "{text}");
    assert_eq!(parsed.map_or(text.to_owned(), |callback| callback.to_string()), text);
}

fn is_id(text: &str) -> bool {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    (1..=50).contains(&text.len()) && letters.count() == text.len()
}

fn is_a_server_id(text: &str) {
    let parsed = text.parse::<ServerId>();
    assert_eq!(parsed.is_ok(), is_id(text), "{text}");
    assert_eq!(parsed.map_or(text.to_owned(), |id| id.to_string()), text);
}

/// A path names the endpoint that a naive reader finds, with what is named in it.
fn names_an_endpoint(text: &str) {
    let found = AppRequest::of(text, "id=d&pc=p");
    let Some(expected) = naive_path::read(text) else {
        assert_eq!(found, Err(Denial::NoSuchPath), "{text}");
        return;
    };
    let asks = found.unwrap().asks;
    let named = match &asks {
        Asks::Authorization(question) => {
            assert!(question.is_ok(), "{text}");
            vec![]
        }
        Asks::CompanyStatus { company, products } => vec![&**company, products],
        Asks::ProductStatus { product, displays } => vec![&**product, displays],
        Asks::TrialStart { product, company } => vec![&**product, &**company],
    };
    // What the query lists of either.
    let listed = match asks {
        Asks::CompanyStatus { .. } => Some("p"),
        Asks::ProductStatus { .. } => Some(""),
        _ => None,
    };
    let expected_names: Vec<_> = expected.named.iter().map(String::as_str).chain(listed).collect();
    assert_eq!((asks.name(), named), (expected.endpoint, expected_names), "{text}");
}

/// An answer of any texts is written as JSON on one line, and read as it was; so it is in a call, which has no end of a line
/// of an older engine.
fn is_read_as_it_was_written(text: &str) {
    let no = Answer::Denied { message: text.to_owned() };
    assert_eq!(no.to_json(), denied(text));
    is_called_with("f", &no);

    let expiry = Expiry::parse(EXPIRIES[text.len() % EXPIRIES.len()]).unwrap();
    let signer = Signer::new(ServerKey::new(KEYS[0]).unwrap());
    let signature = signer.sign("d", "p", &expiry).unwrap();
    let ids: Vec<ServerId> = text.lines().filter_map(|line| line.parse().ok()).collect();
    let of = |id: &ServerId| ServerSignature::new(id.clone(), &signature);
    let signatures = text.contains('\n').then(|| ids.iter().map(of).collect());
    let written = signatures.as_ref().map(|_| {
        let pairs = ids.iter().map(|id| (id.to_string(), signature.as_str().to_owned()));
        pairs.collect::<Vec<_>>()
    });
    let yes = Answer::Authorized { expiry: expiry.clone(), signatures };
    assert_eq!(yes.to_json(), authorized(expiry.as_str(), written.as_deref()));
    let read: Answer = serde_json::from_str(&yes.to_json()).unwrap();
    for id in &ids {
        let is_signed = written.is_some().then_some(signature.as_str());
        assert_eq!(read.signature_for(id.as_str()), is_signed);
        let other = id.as_str().to_ascii_uppercase();
        let is_signed = written.is_some() && ids.iter().any(|id| id.as_str() == other);
        assert_eq!(read.signature_for(&other).is_some(), is_signed);
    }
    is_called_with(text.lines().next().unwrap_or_default(), &yes);
}

fn is_called_with(name: &str, answer: &Answer) {
    let Ok(callback) = name.parse::<Callback>() else { return };
    let json = answer.to_json();
    assert!(!json.contains(|letter: char| letter < ' '), "{json}");
    let script = answer.to_jsonp(&callback);
    assert!(!script.contains(['\u{2028}', '\u{2029}']), "{script}");
    let argument = script.strip_prefix(name).and_then(|rest| rest.strip_prefix('('));
    let argument = argument.and_then(|rest| rest.strip_suffix(");")).unwrap();
    let [called, written] =
        [argument, &json].map(|json| serde_json::from_str::<Value>(json).unwrap());
    assert_eq!(called, written);
    // But for those two, it is the same text.
    let letters = argument.replace("\\u2028", "\u{2028}").replace("\\u2029", "\u{2029}");
    assert!(
        zip(letters.chars(), json.chars()).all(|(one, other)| one == other)
            || json.contains("\\u202")
    );
}
