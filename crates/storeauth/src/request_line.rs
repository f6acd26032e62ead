//! A request as a line of text: a URL, a query string or a JSON object.

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::{borrow::Cow, fmt};
use store_auth::{Authorization, Denied, Expiry, Field, Malformed, Problem, Request};
use store_auth_vectors::{Outcome, Verdict};

/// The verdict on a line, and a message for people.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The verdict. A line that is no request at all is malformed in the field `request`.
    pub verdict: Verdict,
    /// What the verdict says, in a sentence.
    pub message: String,
}

/// Reads a request from a line and has it verified.
///
/// A line that starts with `{`, behind white space or not, is a JSON object; one with a `?` behind a scheme, a path or a bare host is a URL; any
/// other with a `=` is a query string.
pub fn answer(
    line: &[u8],
    verify: impl Fn(&Request<'_>) -> Result<Authorization, Denied>,
) -> Answer {
    if line.trim_ascii_start().starts_with(b"{") {
        match serde_json::from_slice::<Members<'_>>(line) {
            Ok(members) => members.answer(verify),
            Err(error) => not_a_request(&format!("expected a JSON object: {error}")),
        }
    } else if is_url(line) {
        Answer::from(&verify(&Request::from_url(line)))
    } else if line.contains(&b'=') {
        Answer::from(&verify(&Request::from_query(line)))
    } else {
        not_a_request("expected a URL, a query string or a JSON object")
    }
}

/// The answer to what is no request.
pub(crate) fn not_a_request(problem: &str) -> Answer {
    malformed("request", &format!("malformed request: {problem}"))
}

fn malformed(field: &str, message: &str) -> Answer {
    Answer {
        verdict: Verdict {
            result: Outcome::Denied,
            reason: Some("malformed".to_owned()),
            field: Some(field.to_owned()),
            key: None,
            expires_at: None,
        },
        message: message.to_owned(),
    }
}

impl From<&Result<Authorization, Denied>> for Answer {
    fn from(verdict: &Result<Authorization, Denied>) -> Self {
        let message = match verdict {
            Ok(authorization) => {
                let expires_at = Expiry::iso(authorization.expires_at());
                let expires_at = expires_at.as_ref().map(Expiry::as_str).unwrap_or_default();
                let key = authorization.key_index();
                format!("authorized until {expires_at} by key {key}")
            }
            Err(denied) => denied.to_string(),
        };
        Self { verdict: Verdict::from(verdict), message }
    }
}

fn is_url(line: &[u8]) -> bool {
    let starts_with_scheme = || {
        let name = line
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        line[name.count()..].starts_with(b"://")
    };
    // A query string may hold a `?` too, behind its first `=`.
    let first = line.iter().find(|byte| matches!(byte, b'?' | b'='));
    line.starts_with(b"/") || first == Some(&b'?') || starts_with_scheme()
}

/// The members of a JSON object, in order, those given twice too.
struct Members<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

/// The value of a member.
enum Value<'a> {
    Text(Cow<'a, str>),
    /// Something else than a string: its kind.
    Other(&'static str),
}

impl Members<'_> {
    fn answer(&self, verify: impl Fn(&Request<'_>) -> Result<Authorization, Denied>) -> Answer {
        // What is no string is no text of any field. As an empty one it is denied in its field's turn.
        let verdict =
            verify(&Request::from_pairs(self.0.iter().map(|(name, value)| match value {
                Value::Text(text) => (name.as_ref(), text.as_ref()),
                Value::Other(_) => (name.as_ref(), ""),
            })));
        let empty = Problem::Length { found: 0 };
        if let Err(Denied::Malformed(Malformed { field, problem })) = verdict
            && problem == empty
            && let Some(kind) = self.kind_other_than_string(field)
        {
            return malformed(
                field.name(),
                &format!("malformed {field}: expected a JSON string, found {kind}"),
            );
        }
        Answer::from(&verdict)
    }

    fn kind_other_than_string(&self, field: Field) -> Option<&'static str> {
        let is_named = |name: &str| name == field.name() || Some(name) == field.other_name();
        self.0.iter().find_map(|(name, value)| match value {
            Value::Other(kind) if is_named(name) => Some(*kind),
            _ => None,
        })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(4);
                while let Some(Text(name)) = map.next_key()? {
                    // Other members don't matter, and there may be many.
                    if Field::ALL.iter().any(|field| {
                        name == field.name() || Some(name.as_ref()) == field.other_name()
                    }) {
                        members.push((name, map.next_value()?));
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// A string, borrowed where it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Value<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Value::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Value::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Value::Other("true or false"))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Value::Other("a number"))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Value::Other("a number"))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Value::Other("a number"))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Value::Other("null"))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Value::Other("an array"))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Value::Other("an object"))
            }
        }

        deserializer.deserialize_any(Any)
    }
}
