//! The message of an answer's error.

use serde_json::{Map, Value};

/// What a Store says in `error`, or in `errors` as its documentation has it: an object with a message, a list of such,
/// or the message alone.
pub(crate) fn error_message(error: &Value) -> Option<String> {
    match error {
        Value::Object(object) => text_of_member(object, "message"),
        Value::Array(list) => list.first().and_then(|first| match first {
            Value::Object(object) => text_of_member(object, "message"),
            other => text_of(other),
        }),
        other => text_of(other),
    }
}

/// The text of a member.
pub(crate) fn text_of_member(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name).and_then(text_of)
}

/// The text of a value that may stand for one: a string, or a number as it is written.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
