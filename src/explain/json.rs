//! JSON as people paste it: the members of an object, and the Store's answer.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use serde_json::{Map, Value};

/// The members of an object as a server reads them. What is no string is an empty one.
pub(super) fn members(text: &[u8]) -> Option<Vec<(String, String)>> {
    let members = Members::read(text)?.0;
    Some(
        members
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => (name, text),
                _ => (name, String::new()),
            })
            .collect(),
    )
}

/// The first object in a text that has one, be it in a call, behind other text, or with typographic quotes.
pub(super) struct Found {
    pub(super) members: Vec<(String, Value)>,
    pub(super) has_smart_quotes: bool,
}

pub(super) fn find(text: &[u8]) -> Option<Found> {
    let start = text.iter().position(|byte| *byte == b'{')?;
    let end = text.iter().rposition(|byte| *byte == b'}')?;
    let object = text.get(start..=end)?;
    if let Some(Members(members)) = Members::read(object) {
        return Some(Found { members, has_smart_quotes: false });
    }
    let straight = with_straight_quotes(&String::from_utf8_lossy(object));
    let Members(members) = Members::read(straight.as_bytes())?;
    Some(Found { members, has_smart_quotes: true })
}

/// Typographic quotes made straight.
pub(super) fn with_straight_quotes(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' => '"',
            '\u{2018}'..='\u{201b}' | '\u{2032}' => '\'',
            other => other,
        })
        .collect()
}

/// The text of a value that may be a field: a string, or a number as it is written.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An answer of the Store.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) authorized: Option<bool>,
    pub(super) expiry: Option<String>,
    /// Those for each server; `None` where there is no list.
    pub(super) signatures: Option<Vec<String>>,
    pub(super) error: Option<String>,
}

impl Answer {
    /// Reads an object that has what only an answer has.
    pub(super) fn of(members: &[(String, Value)]) -> Option<Self> {
        let member = |name: &str| members.iter().find(|(known, _)| known == name).map(|it| &it.1);
        let (authorized, signatures) = (member("authorized"), member("signatures"));
        if authorized.is_none() && signatures.is_none() {
            return None;
        }
        let text = |object: &Map<String, Value>, name: &str| object.get(name).and_then(text_of);
        let signature = |pair: &Value| text(pair.as_object()?, "value");
        let error = member("error").or_else(|| member("errors"));
        let message = error.and_then(|error| match error {
            Value::Object(object) => text(object, "message"),
            Value::Array(list) => list.first().and_then(|first| match first {
                Value::Object(object) => text(object, "message"),
                other => text_of(other),
            }),
            other => text_of(other),
        });
        Some(Self {
            authorized: authorized.and_then(Value::as_bool),
            expiry: member("expiry").or_else(|| member("expiry_time")).and_then(text_of),
            signatures: signatures
                .and_then(Value::as_array)
                .map(|list| list.iter().filter_map(signature).collect()),
            error: message,
        })
    }
}

/// The members of an object in order, with those that are there twice.
struct Members(Vec<(String, Value)>);

impl Members {
    fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }
}

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Visitor)
    }
}

struct Visitor;

impl<'de> serde::de::Visitor<'de> for Visitor {
    type Value = Members;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_are_there_twice_are_kept() {
        let pairs = [("id".into(), "a".into()), ("id".into(), String::new())];
        assert_eq!(members(br#"{"id":"a","id":7}"#), Some(pairs.into()));
    }

    #[test]
    fn the_example_of_the_documentation_is_read_with_its_quotes() {
        let text = "myCallback({“authorized”:true,\"expiry_time\":”2014-03-27T18:25:43.511Z”, \
                    “signatures”:[{“serverId”:”RiseFinancial”, “value”:”8c”}], “error”:null});";
        let found = find(text.as_bytes());
        assert!(found.as_ref().is_some_and(|found| found.has_smart_quotes));
        let answer = found.and_then(|found| Answer::of(&found.members)).unwrap_or_default();
        assert_eq!(answer.authorized, Some(true));
        assert_eq!(answer.expiry.as_deref(), Some("2014-03-27T18:25:43.511Z"));
        assert_eq!(answer.signatures, Some(["8c".into()].into()));
        assert_eq!(answer.error, None);
    }
}
