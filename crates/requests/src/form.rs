//! What a text is by its look: a URL, a query string or a JSON object.

use crate::byte_order_mark::without_byte_order_mark;
use std::{fmt, str::FromStr};
use store_auth::UnknownName;

/// The form of a text that may be a request.
///
/// ```
/// use store_auth_requests::Form;
///
/// assert_eq!(Form::of(b"data.example/feed?id=XU4XHT8XQDWK"), Some(Form::Url));
/// assert_eq!(Form::of(b"id=XU4XHT8XQDWK&note=why?"), Some(Form::Query));
/// assert_eq!(Form::of(br#" {"id":"XU4XHT8XQDWK"}"#), Some(Form::Json));
/// assert_eq!(Form::of(b"hello"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A text with a `?` behind a scheme, a path or a bare host, or without one behind a scheme or a `/`.
    Url,
    /// Any other text with a `=`.
    Query,
    /// A text that starts with `{`, behind white space or not.
    Json,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Url, Self::Query, Self::Json];

    const NAMES: [&'static str; 3] = ["url", "query", "json"];

    /// The form's name: `url`, `query` or `json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        let [url, query, json] = Self::NAMES;
        match self {
            Self::Url => url,
            Self::Query => query,
            Self::Json => json,
        }
    }

    /// The form of a text, of which no more is looked at than tells it. A byte order mark before it is passed over.
    #[must_use]
    pub fn of(text: &[u8]) -> Option<Self> {
        let text = without_byte_order_mark(text);
        if text.trim_ascii_start().starts_with(b"{") {
            Some(Self::Json)
        } else {
            Self::of_target(text)
        }
    }

    /// The form of a text that is known to be what a client asked for: a brace is nothing special there.
    pub(crate) fn of_target(text: &[u8]) -> Option<Self> {
        if is_url(text) { Some(Self::Url) } else { memchr::memchr(b'=', text).map(|_| Self::Query) }
    }
}

/// Whether a text may be a URL or a query: neither has white space, quotes or control bytes in it.
pub(crate) fn is_plain(text: &[u8]) -> bool {
    !text.iter().any(|byte| *byte <= b' ' || matches!(byte, b'"' | 0x7f))
}

/// Whether a text starts as no other text does than a URL.
pub(crate) fn starts_as_url(text: &[u8]) -> bool {
    text.starts_with(b"/") || starts_with_scheme(text)
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Form {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let found = Self::ALL.into_iter().find(|form| form.name() == name);
        found.ok_or(UnknownName::expecting(&Self::NAMES))
    }
}

fn is_url(text: &[u8]) -> bool {
    // A query string may hold a `?` too, behind its first `=`.
    let first = memchr::memchr2(b'?', b'=', text).map(|at| text[at]);
    first == Some(b'?') || starts_as_url(text)
}

fn starts_with_scheme(text: &[u8]) -> bool {
    let name = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    text[name.count()..].starts_with(b"://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_form(texts: &[&str], form: Option<Form>) {
        for text in texts {
            assert_eq!(Form::of(text.as_bytes()), form, "{text}");
        }
    }

    #[test]
    fn a_scheme_a_path_or_a_question_mark_before_any_equals_sign_makes_a_url() {
        let texts = ["https://data.example", "a+b-c.d://=", "/", "/a=b", "data.example?", "?id=a"];
        assert_form(&texts, Some(Form::Url));
    }

    #[test]
    fn any_other_text_with_an_equals_sign_is_a_query() {
        assert_form(
            &["id=a?", "=", " /a=b", "a:/=", "id=https://data.example?"],
            Some(Form::Query),
        );
    }

    #[test]
    fn a_brace_makes_an_object_whatever_follows() {
        assert_form(&["{", "\t {id=a", "{/?"], Some(Form::Json));
        assert_eq!(Form::of_target(b"{id=a"), Some(Form::Query));
    }

    #[test]
    fn other_text_has_no_form() {
        assert_form(&["", "hello", "a:/b", "[{}]"], None);
    }

    #[test]
    fn every_form_is_read_by_its_name_and_no_other_text_is() {
        for form in Form::ALL {
            assert_eq!(form.to_string().parse(), Ok(form));
        }
        let error = "URL".parse::<Form>().unwrap_err();
        assert_eq!(error.to_string(), "expected one of url, query, json");
    }
}
