//! A pasted text by its form, and the request that a server reads from it.

use crate::{json_object::is_call, text};
use std::borrow::Cow;
use store_auth::{Field, Request};
use store_auth_requests::{Form, RequestLine, embedded_request, request_target};

/// A pasted text by its form.
pub(crate) enum Pasted<'a> {
    Url(&'a [u8]),
    Query(&'a [u8]),
    /// A URL or a query inside of other text, such as a line of an error log.
    Embedded(Cow<'a, [u8]>),
    /// Names and values of a header set.
    Headers(Vec<(String, &'a [u8])>),
    /// An object.
    Json(RequestLine<'a>),
    /// Nothing that a server would read.
    Other,
}

impl<'a> Pasted<'a> {
    pub(crate) fn of(text: &'a [u8]) -> Self {
        let text = text::trimmed(text);
        let form = Form::of(text);
        if form == Some(Form::Json) {
            return match RequestLine::parse(text) {
                Ok(line) if line.has_any_field() => Self::Json(line),
                parsed => {
                    Self::embedded(text).unwrap_or_else(|| parsed.map_or(Self::Other, Self::Json))
                }
            };
        }
        if let Some(head) = Self::of_head(text) {
            return head;
        }
        let whole = match form {
            // No URL has a line break in it: what stands below is something else.
            Some(Form::Url) if is_url(text) => {
                Self::Url(text::split_at_line(text).map_or(text, |(first, _)| first))
            }
            Some(Form::Query) if !is_call(text) => Self::Query(text),
            _ => Self::Other,
        };
        if let Some(joined) = Self::joined(text, &whole) {
            return joined;
        }
        if starts_as_request(text) && !matches!(whole, Self::Other) {
            let part = Self::embedded(text).filter(|_| !Self::is_whole(text));
            return match part {
                Some(part) if part.is_well_signed() && !whole.is_well_signed() => part,
                _ => whole,
            };
        }
        Self::embedded(text).unwrap_or(whole)
    }

    /// A URL or a query that was broken into lines on its way here, where it has all four fields only in one piece.
    fn joined(text: &[u8], whole: &Self) -> Option<Self> {
        let (_, below) = text::split_at_line(text)?;
        let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let joined = lines.collect::<Vec<_>>().concat();
        // A second URL is a second request.
        let is_one = !below.contains(&b'?') && !is_call(&joined) && Self::is_whole(&joined);
        let joined = Self::Embedded(Cow::Owned(joined));
        let is_better = joined.has_all() && !whole.has_all()
            || joined.is_well_formed() && !whole.is_well_formed();
        (is_one && is_better).then_some(joined)
    }

    fn embedded(text: &'a [u8]) -> Option<Self> {
        embedded_request(text).map(Self::Embedded)
    }

    fn has_all(&self) -> bool {
        let request = self.request();
        Field::ALL.into_iter().all(|field| request.text(field).is_some())
    }

    fn is_well_formed(&self) -> bool {
        let request = self.request();
        Field::ALL.into_iter().all(|field| {
            request.text(field).is_some_and(|text| field.check(&text.decoded()).is_ok())
        })
    }

    /// Whether all four fields are there, and the signature has its form.
    fn is_well_signed(&self) -> bool {
        let request = self.request();
        let signature = request.text(Field::Signature).map(|text| text.decoded());
        self.has_all() && signature.is_some_and(|text| Field::Signature.check(&text).is_ok())
    }

    /// Whether the whole text is one URL or query, with nothing around it that no client sends.
    pub(crate) fn is_whole(text: &[u8]) -> bool {
        let text = text::trimmed(text);
        Form::of(text).is_some() && text.iter().all(|byte| !ends_a_request(*byte))
    }

    /// The head of an HTTP request, with or without its first line.
    fn of_head(text: &'a [u8]) -> Option<Self> {
        let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).peekable();
        let target = lines.peek().copied().and_then(request_target).map(<[u8]>::trim_ascii);
        let headers: Vec<_> = lines
            .take_while(|line| !line.is_empty() && !line.starts_with(b"{"))
            .filter_map(header)
            .collect();
        let has_field = headers.iter().any(|(name, _)| Field::named(name.as_bytes()).is_some());
        match target.filter(|target| is_url(target) && starts_as_request(target)) {
            Some(target) if !has_field => Some(Self::Url(target)),
            _ if has_field => Some(Self::Headers(headers)),
            _ => None,
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Url(_) => "url",
            Self::Embedded(text) if is_url(text) => "url",
            Self::Query(_) | Self::Embedded(_) => "query",
            Self::Headers(_) => "headers",
            Self::Json(_) => "json",
            Self::Other => "text",
        }
    }

    /// The request that a server reads.
    pub(crate) fn request(&self) -> Request<'_> {
        match self {
            Self::Url(url) => Request::from_url(*url),
            Self::Query(query) => Request::from_query(*query),
            Self::Embedded(text) if is_url(text) => Request::from_url(text),
            Self::Embedded(text) => Request::from_query(text),
            Self::Headers(headers) => {
                Request::from_pairs(headers.iter().map(|(name, value)| (name.as_bytes(), *value)))
            }
            Self::Json(line) => line.request(),
            Self::Other => Request::from_query(""),
        }
    }
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

/// Whether what stands before the first value may stand before it in a request too.
fn starts_as_request(text: &[u8]) -> bool {
    let separator = if Form::of(text) == Some(Form::Url) { b'?' } else { b'=' };
    let start = text.split(|byte| *byte == separator || *byte == b'\n').next();
    start.is_some_and(|start| !start.iter().any(|byte| ends_a_request(*byte)))
}

/// What no request has in its URL, and what stands around URLs in other text.
fn ends_a_request(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"\"'`<>".contains(&byte)
}

/// A URL, and not the call of a function with one in it.
fn is_url(text: &[u8]) -> bool {
    Form::of(text) == Some(Form::Url) && !is_call(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_form(text: &str, name: &str) {
        assert_eq!(Pasted::of(text.as_bytes()).name(), name, "{text}");
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
        assert_form("f({\"id\":\"a?=\"});", "text");
        assert_form("{\"id\":\"a\",\"from\":\"/feed?id=b&pc=c\"}", "json");
        assert_form("hello", "text");
        assert_form("denied, request: \"GET /feed?id=a HTTP/1.1\"", "url");
        assert_form("args: id=a&pc=b", "query");
        assert_form("{\"msg\":\"GET /feed?id=a\\u0026pc=b\"}", "url");
        assert_form("", "text");
    }
}
