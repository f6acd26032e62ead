//! JSON as people paste it: an object, be it in a call, behind other text, or with typographic quotes.

use serde_json::Value;
use store_auth_requests::json_members;
use store_auth_wire::PastedAnswer;

/// The members of an object, in order, and how they were found.
pub(crate) struct Found {
    pub(crate) members: Vec<(String, Value)>,
    pub(crate) has_smart_quotes: bool,
}

/// Finds the first object in a text.
pub(crate) fn find(text: &[u8]) -> Option<Found> {
    let start = text.iter().position(|byte| *byte == b'{')?;
    let end = text.iter().rposition(|byte| *byte == b'}')?;
    let object = text.get(start..=end)?;
    if let Ok(members) = json_members(object) {
        return Some(Found { members, has_smart_quotes: false });
    }
    let straight = with_straight_quotes(&String::from_utf8_lossy(object));
    let members = json_members(straight.as_bytes()).ok()?;
    Some(Found { members, has_smart_quotes: true })
}

/// The Store's answer, where these are its members.
pub(crate) fn answer_of(members: &[(String, Value)]) -> Option<PastedAnswer> {
    PastedAnswer::from_members(members.iter().map(|(name, value)| (name.as_str(), value)))
}

/// A call of a function with an object: `f({…})`.
pub(crate) fn is_call(text: &[u8]) -> bool {
    let name = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_.$".contains(byte))
        .count();
    let rest = text.get(name..).unwrap_or_default().trim_ascii_start();
    let inside = rest.strip_prefix(b"(").map(<[u8]>::trim_ascii_start);
    name > 0 && inside.is_some_and(|inside| inside.starts_with(b"{"))
}

/// Typographic quotes made straight.
pub(crate) fn with_straight_quotes(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' => '"',
            '\u{2018}'..='\u{201b}' | '\u{2032}' => '\'',
            other => other,
        })
        .collect()
}

/// The text of a value that may be a field: a string, or a number as it is written.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_documentation_is_read_with_its_quotes() {
        let text = "myCallback({“authorized”:true,\"expiry_time\":”2014-03-27T18:25:43.511Z”, \
                    “signatures”:[{“serverId”:”RiseFinancial”, “value”:”8c”}], “error”:null});";
        let found = find(text.as_bytes());
        assert!(found.as_ref().is_some_and(|found| found.has_smart_quotes));
        let answer = found.and_then(|found| answer_of(&found.members)).unwrap_or_default();
        assert_eq!(answer.authorized, Some(true));
        assert_eq!(answer.expiry.as_deref(), Some("2014-03-27T18:25:43.511Z"));
        assert_eq!(answer.signatures, Some(["8c".into()].into()));
        assert_eq!(answer.error, None);
    }

    #[test]
    fn a_call_is_a_name_a_bracket_and_an_object() {
        for text in ["f({", "a.b_c$1 ( {}", "_({\"id\":1})"] {
            assert!(is_call(text.as_bytes()), "{text}");
        }
        for text in ["({", "", "f", "f(1", "f{", "a-b({", " f({"] {
            assert!(!is_call(text.as_bytes()), "{text}");
        }
    }
}
