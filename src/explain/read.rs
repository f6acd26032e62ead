//! The form of a pasted text, and the request that a server reads from it.

use super::{gather::split_at_line, json};
use crate::{malformed::Field, query, request::Request};
use alloc::{string::String, vec::Vec};

/// More of a text is not looked at.
pub(super) const TEXT_MAX: usize = 64 * 1024;

/// A pasted text by its form.
pub(super) enum Form<'a> {
    Url(&'a [u8]),
    Query(&'a [u8]),
    /// Names and values of a header set.
    Headers(Vec<(String, &'a [u8])>),
    /// Names and values of an object. What is no string is an empty one to a server.
    Json(Vec<(String, String)>),
    /// Nothing that a server would read.
    Other,
}

impl<'a> Form<'a> {
    pub(super) fn of(text: &'a [u8]) -> Self {
        let text = trimmed(text);
        if text.starts_with(b"{") {
            return json::members(text).map_or(Self::Other, Self::Json);
        }
        if let Some(head) = Self::of_head(text) {
            return head;
        }
        if is_url(text) {
            // No URL has a line break in it: what stands below is something else.
            Self::Url(split_at_line(text).map_or(text, |(first, _)| first))
        } else if text.contains(&b'=') && !is_call(text) {
            Self::Query(text)
        } else {
            Self::Other
        }
    }

    /// The head of an HTTP request, with or without its first line.
    fn of_head(text: &'a [u8]) -> Option<Self> {
        let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).peekable();
        let target = lines.peek().copied().and_then(target);
        let headers: Vec<_> = lines
            .take_while(|line| !line.is_empty() && !line.starts_with(b"{"))
            .filter_map(header)
            .collect();
        let has_field = headers.iter().any(|(name, _)| is_field(name.as_bytes()));
        match target {
            Some(target) if !has_field => Some(Self::Url(target)),
            _ if has_field => Some(Self::Headers(headers)),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Url(_) => "url",
            Self::Query(_) => "query",
            Self::Headers(_) => "headers",
            Self::Json(_) => "json",
            Self::Other => "text",
        }
    }

    /// The request that a server reads.
    pub(super) fn request(&self) -> Request<'_> {
        match self {
            Self::Url(url) => Request::from_url(*url),
            Self::Query(query) => Request::from_query(*query),
            Self::Headers(headers) => {
                Request::from_pairs(headers.iter().map(|(name, value)| (name.as_bytes(), *value)))
            }
            Self::Json(members) => {
                Request::from_pairs(members.iter().map(|(name, value)| (name, value)))
            }
            Self::Other => Request::from_query(""),
        }
    }
}

/// Without what a copy takes along around it.
pub(super) fn trimmed(text: &[u8]) -> &[u8] {
    let text = text.get(..TEXT_MAX).unwrap_or(text).trim_ascii();
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// The target of a request line such as `GET /feed?id=… HTTP/1.1`.
fn target(line: &[u8]) -> Option<&[u8]> {
    let mut words = line.splitn(2, |byte| *byte == b' ');
    let (method, rest) = (words.next()?, words.next()?);
    let is_method = !method.is_empty() && method.iter().all(u8::is_ascii_uppercase);
    let end = rest.windows(6).rposition(|window| window == b" HTTP/").unwrap_or(rest.len());
    let target = rest.get(..end)?.trim_ascii();
    (is_method && is_url(target)).then_some(target)
}

/// A line `Name: value`: the name as the fields are named, without the prefixes that headers have.
fn header(line: &[u8]) -> Option<(String, &[u8])> {
    let mut parts = line.splitn(2, |byte| *byte == b':');
    let (name, value) = (parts.next()?, parts.next()?.trim_ascii());
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    if name.is_empty() || !name.iter().all(is_token) {
        return None;
    }
    let mut name = String::from_utf8_lossy(name).to_ascii_lowercase().replace('-', "_");
    for prefix in ["x_", "store_", "auth_"] {
        if let Some(rest) = name.strip_prefix(prefix) {
            name = String::from(rest);
        }
    }
    Some((name, value))
}

/// Whether it is one of the names of the four fields.
pub(super) fn is_field(name: &[u8]) -> bool {
    field_named(name).is_some()
}

/// The field of a name.
pub(super) fn field_named(name: &[u8]) -> Option<Field> {
    let is_name = |field: &Field| {
        name == field.name().as_bytes()
            || field.other_name().is_some_and(|other| name == other.as_bytes())
    };
    Field::ALL.into_iter().find(is_name)
}

/// A scheme, a path, or a bare host with a query.
fn is_url(text: &[u8]) -> bool {
    let scheme = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
        .count();
    let first = text.iter().find(|byte| b"?=".contains(byte));
    text.starts_with(b"/")
        || text.get(scheme..).is_some_and(|rest| rest.starts_with(b"://"))
        || first == Some(&b'?') && !is_call(text)
}

/// A call of a function with an object: `f({…})`.
pub(super) fn is_call(text: &[u8]) -> bool {
    let name = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_.$".contains(byte))
        .count();
    let rest = text.get(name..).unwrap_or_default().trim_ascii_start();
    let inside = rest.strip_prefix(b"(").map(<[u8]>::trim_ascii_start);
    name > 0 && inside.is_some_and(|inside| inside.starts_with(b"{"))
}

/// Percent-decodes what can be decoded, and leaves the rest as it stands.
pub(super) fn decoded(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let escape = rest.get(..3).filter(|_| *first == b'%');
        let mut byte = [0];
        if escape.is_some_and(|escape| matches!(query::decode(escape, &mut byte), Ok([_]))) {
            plain.push(byte[0]);
            rest = rest.get(3..).unwrap_or_default();
        } else {
            plain.push(*first);
            rest = tail;
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_form(text: &str, name: &str) {
        assert_eq!(Form::of(text.as_bytes()).name(), name, "{text}");
    }

    #[test]
    fn forms_are_told_apart() {
        assert_form("https://data.example/feed?id=a", "url");
        assert_form("/feed?id=a", "url");
        assert_form("data.example/feed?id=a", "url");
        assert_form("GET /feed?id=a HTTP/1.1", "url");
        assert_form("GET /feed?id=a HTTP/1.1\r\nHost: data.example\r\n\r\n", "url");
        assert_form("id=a&pc=b?", "query");
        assert_form(" id=a\n", "query");
        assert_form("Id: a\r\nX-Pc: b", "headers");
        assert_form("GET / HTTP/1.1\nX-Store-Id: a", "headers");
        assert_form("{\"id\":\"a\"}", "json");
        assert_form("{\"id\"", "text");
        assert_form("f({\"id\":\"a=?\"});", "text");
        assert_form("hello", "text");
        assert_form("", "text");
    }

    #[test]
    fn what_is_no_escape_is_left_as_it_stands() {
        assert_eq!(decoded(b"a%2B%2b%%zz%4"), b"a++%%zz%4");
        assert_eq!(decoded(b"%25%"), b"%%");
    }
}
