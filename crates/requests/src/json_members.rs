//! All members of a JSON object.

use crate::byte_order_mark::without_byte_order_mark;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// The members of a JSON object in the order of the text, with those that are there twice.
///
/// [`RequestLine`](crate::RequestLine) reads a request out of an object; this is for who looks for what is not named as
/// a request's fields are.
///
/// ```
/// let members = store_auth_requests::json_members(br#"{"Id":"XU4XHT8XQDWK","pc":7,"pc":8}"#)?;
/// let names: Vec<_> = members.iter().map(|(name, _)| name.as_str()).collect();
/// assert_eq!(names, ["Id", "pc", "pc"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A byte order mark before it is passed over.
///
/// # Errors
/// Where the text is no object, or more than one.
pub fn json_members(text: &[u8]) -> serde_json::Result<Vec<(String, Value)>> {
    serde_json::from_slice(without_byte_order_mark(text)).map(|Members(members)| members)
}

struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
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
    fn members_that_are_there_twice_are_kept_in_order() {
        let members = json_members(br#" {"id":"a","x":{"id":"b"},"id":7} "#).unwrap();
        let expected = [("id", "\"a\""), ("x", r#"{"id":"b"}"#), ("id", "7")];
        let found: Vec<_> =
            members.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect();
        assert_eq!(found, expected.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn what_is_no_object_or_more_than_one_is_an_error() {
        for text in ["", "{", "[]", "7", "{} {}", "{\"id\"}"] {
            assert!(json_members(text.as_bytes()).is_err(), "{text}");
        }
        let error = json_members(b"[]").unwrap_err().to_string();
        assert_eq!(error, "invalid type: sequence, expected an object at line 1 column 0");
    }
}
