//! A request as a line of text: a URL, a query string or a JSON object.

use crate::json::{Paths, Scalar};
use percent_encoding::percent_decode;
use std::{borrow::Cow, sync::LazyLock};
use store_auth::{Denied, Field, Malformed, Problem, Request};

/// A request as it stands in a line of text.
///
/// A line that starts with `{`, behind white space or not, is a JSON object; one with a `?` behind a scheme, a path or
/// a bare host is a URL; any other with a `=` is a query string.
///
/// ```
/// use store_auth_audit::RequestLine;
///
/// let line = RequestLine::parse(br#"{"id":"XU4XHT8XQDWK","pc":7}"#)?;
/// let verifier = store_auth::Verifier::new(store_auth::ServerKey::new("85bb85314f73fa72")?);
/// let denied = verifier.verify(&line.request()).unwrap_err();
/// assert_eq!(line.explain(&denied), "malformed pc: expected a JSON string, found a number");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct RequestLine<'a>(Text<'a>);

enum Text<'a> {
    Members(Vec<(&'static str, Value<'a>)>),
    Url(Cow<'a, [u8]>),
    Query(Cow<'a, [u8]>),
}

/// The value of a member.
pub(crate) enum Value<'a> {
    Text(Cow<'a, [u8]>),
    /// Something else than a string: its kind.
    Other(&'static str),
}

/// The names of the fields, at the top of a JSON object.
static FIELDS: LazyLock<Paths<&'static str>> =
    LazyLock::new(|| Paths::new(field_names().map(|name| (name, name))));

/// All names that a field may have.
pub(crate) fn field_names() -> impl Iterator<Item = &'static str> {
    Field::ALL.into_iter().flat_map(|field| [Some(field.name()), field.other_name()]).flatten()
}

impl<'a> RequestLine<'a> {
    /// Reads a line, without its line break.
    ///
    /// # Errors
    /// What was expected, where the line is no request at all.
    pub fn parse(line: &'a [u8]) -> Result<Self, String> {
        if line.trim_ascii_start().starts_with(b"{") {
            let mut members = Vec::with_capacity(4);
            FIELDS
                .find(line, |name, value| members.push((name, value.into())))
                .map_err(|error| format!("expected a JSON object: {error}"))?;
            Ok(Self::from_members(members))
        } else {
            Self::parse_url_or_query(Cow::Borrowed(line))
                .ok_or_else(|| "expected a URL, a query string or a JSON object".to_owned())
        }
    }

    pub(crate) fn parse_url_or_query(text: Cow<'a, [u8]>) -> Option<Self> {
        if is_url(&text) {
            Some(Self(Text::Url(text)))
        } else if memchr::memchr(b'=', &text).is_some() {
            Some(Self(Text::Query(text)))
        } else {
            None
        }
    }

    pub(crate) fn from_members(members: Vec<(&'static str, Value<'a>)>) -> Self {
        Self(Text::Members(members))
    }

    /// The request, not looked at yet.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        match &self.0 {
            Text::Url(url) => Request::from_url(url),
            Text::Query(query) => Request::from_query(query),
            // Each once, as most requests have them: there is nothing to sort out.
            Text::Members(members)
                if let [
                    ("id" | "cid", Value::Text(id)),
                    ("pc", Value::Text(product_code)),
                    ("expiry" | "expiry_time", Value::Text(expiry)),
                    ("signature", Value::Text(signature)),
                ] = &members[..] =>
            {
                Request::new(id, product_code, expiry, signature)
            }
            // What is no string is no text of any field. As an empty one it is denied in its field's turn.
            Text::Members(members) => {
                Request::from_pairs(members.iter().map(|(name, value)| match value {
                    Value::Text(text) => (*name, text.as_ref()),
                    Value::Other(_) => (*name, b"".as_slice()),
                }))
            }
        }
    }

    /// Why this request was denied, in a sentence without secrets.
    #[must_use]
    pub fn explain(&self, denied: &Denied) -> String {
        if let Denied::Malformed(Malformed { field, problem }) = denied
            && *problem == (Problem::Length { found: 0 })
            && let Some(kind) = self.kind_other_than_string(*field)
        {
            return format!("malformed {field}: expected a JSON string, found {kind}");
        }
        denied.to_string()
    }

    fn kind_other_than_string(&self, field: Field) -> Option<&'static str> {
        let Text::Members(members) = &self.0 else { return None };
        members.iter().find_map(|(name, value)| match value {
            Value::Other(kind) if is_name_of(field, name.as_bytes()) => Some(*kind),
            _ => None,
        })
    }

    /// Whether any field of an authorization is there at all.
    pub(crate) fn has_any_field(&self) -> bool {
        Field::ALL.into_iter().any(|field| self.text_of(field).is_some())
    }

    /// The text of a field as it was sent, decoded; the first one, where it was sent more than once.
    pub(crate) fn text_of(&self, field: Field) -> Option<Cow<'_, [u8]>> {
        let query = match &self.0 {
            Text::Members(members) => {
                return members.iter().find_map(|(name, value)| match value {
                    Value::Text(text) if is_name_of(field, name.as_bytes()) => {
                        Some(Cow::Borrowed(text.as_ref()))
                    }
                    _ => None,
                });
            }
            Text::Query(query) => query,
            Text::Url(url) => query_of(url),
        };
        query.split(|byte| *byte == b'&').find_map(|part| {
            let end = memchr::memchr(b'=', part).unwrap_or(part.len());
            let (name, value) = part.split_at(end);
            is_name_of(field, &Cow::from(percent_decode(name)))
                .then(|| percent_decode(value.get(1..).unwrap_or_default()).into())
        })
    }
}

fn is_name_of(field: Field, name: &[u8]) -> bool {
    name == field.name().as_bytes()
        || field.other_name().is_some_and(|other| name == other.as_bytes())
}

/// What lies between the first `?` and a `#`.
fn query_of(url: &[u8]) -> &[u8] {
    let url = &url[..memchr::memchr(b'#', url).unwrap_or(url.len())];
    memchr::memchr(b'?', url).map_or(&[], |at| &url[at + 1..])
}

fn is_url(line: &[u8]) -> bool {
    let starts_with_scheme = || {
        let name = line
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        line[name.count()..].starts_with(b"://")
    };
    // A query string may hold a `?` too, behind its first `=`.
    let first = memchr::memchr2(b'?', b'=', line).map(|at| line[at]);
    line.starts_with(b"/") || first == Some(b'?') || starts_with_scheme()
}

impl<'a> From<Scalar<'a>> for Value<'a> {
    fn from(scalar: Scalar<'a>) -> Self {
        match scalar {
            Scalar::Text(Cow::Borrowed(text)) => Self::Text(Cow::Borrowed(text.as_bytes())),
            Scalar::Text(Cow::Owned(text)) => Self::Text(Cow::Owned(text.into_bytes())),
            other => Self::Other(other.kind()),
        }
    }
}

impl std::fmt::Debug for RequestLine<'_> {
    /// As `Request` writes it: with the signature masked.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.request().fmt(f)
    }
}
