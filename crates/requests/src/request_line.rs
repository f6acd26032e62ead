//! A request as a line of text: a URL, a query string or a JSON object.

use crate::{
    byte_order_mark::without_byte_order_mark,
    form::Form,
    json_paths::{Paths, Scalar},
};
use std::{borrow::Cow, fmt, sync::LazyLock};
use store_auth::{Denied, Field, Malformed, Problem, Request};

/// The longest line that is looked at, in bytes. What is longer is no request.
pub const LINE_MAX: usize = 1024 * 1024;

/// A request as it stands in a line of text, whose [`Form`] says how it is read.
///
/// ```
/// use store_auth_requests::RequestLine;
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
    /// Each field once, in the order of the scheme.
    Fields([&'a [u8]; 4]),
    /// What stands in a URL or a query, as it is read already. Apart, since lines are moved about.
    Read(Box<(Form, &'a [u8], Request<'a>)>),
    Url(Vec<u8>),
    Query(Vec<u8>),
}

/// The value of a member.
pub(crate) enum Value<'a> {
    Text(Cow<'a, [u8]>),
    /// Something else than a string: its kind.
    Other(&'static str),
}

/// The names of the fields, at the top of a JSON object.
static FIELDS: LazyLock<Paths<&'static str>> =
    LazyLock::new(|| Paths::new(Field::NAMES.map(|name| (name, name))));

impl<'a> RequestLine<'a> {
    /// Reads a line, without its line break. A byte order mark before it is passed over.
    ///
    /// # Errors
    /// What was expected, where the line is no request at all.
    pub fn parse(line: &'a [u8]) -> Result<Self, String> {
        let line = without_byte_order_mark(line);
        match Form::of(line) {
            Some(Form::Json) => {
                let mut members = Vec::with_capacity(4);
                FIELDS
                    .find(line, |name, value| members.push((name, value.into())))
                    .map_err(|error| format!("expected a JSON object: {error}"))?;
                Ok(Self::of_members(members))
            }
            Some(Form::Url) => Ok(Self(read(Form::Url, line))),
            Some(Form::Query) => Ok(Self(read(Form::Query, line))),
            None => Err("expected a URL, a query string or a JSON object".to_owned()),
        }
    }

    /// What a client asked for: a URL, the target of a request or its query alone.
    pub(crate) fn of_target(text: Cow<'a, [u8]>) -> Option<Self> {
        let form = Form::of_target(&text)?;
        Some(Self(match (form, text) {
            (Form::Url, Cow::Borrowed(text)) => read(Form::Url, text),
            (Form::Query, Cow::Borrowed(text)) => read(Form::Query, text),
            (Form::Url, Cow::Owned(text)) => Text::Url(text),
            (Form::Query, Cow::Owned(text)) => Text::Query(text),
            (Form::Json, _) => return None,
        }))
    }

    /// Each field once, in the order of the scheme.
    pub(crate) fn of_fields(fields: [&'a [u8]; 4]) -> Self {
        Self(Text::Fields(fields))
    }

    /// Values by the names of their fields.
    pub(crate) fn of_members(members: Vec<(&'static str, Value<'a>)>) -> Self {
        Self(Text::Members(members))
    }

    /// Itself, with nothing borrowed.
    pub(crate) fn into_owned<'b>(self) -> RequestLine<'b> {
        let owned = |text: Cow<'_, [u8]>| Value::Text(Cow::Owned(text.into_owned()));
        let members = match self.0 {
            Text::Url(url) => return RequestLine(Text::Url(url)),
            Text::Query(query) => return RequestLine(Text::Query(query)),
            Text::Members(members) => members
                .into_iter()
                .map(|(name, value)| match value {
                    Value::Text(text) => (name, owned(text)),
                    Value::Other(kind) => (name, Value::Other(kind)),
                })
                .collect(),
            Text::Fields(fields) => {
                let named = Field::ALL.iter().zip(fields);
                named.map(|(field, text)| (field.name(), owned(Cow::Borrowed(text)))).collect()
            }
            Text::Read(read) => {
                let (form, text, _) = *read;
                let text = text.to_vec();
                return RequestLine(match form {
                    Form::Url => Text::Url(text),
                    Form::Query | Form::Json => Text::Query(text),
                });
            }
        };
        RequestLine(Text::Members(members))
    }

    /// The request, not looked at yet.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        match &self.0 {
            Text::Read(read) => read.2,
            Text::Url(url) => Request::from_url(url),
            Text::Query(query) => Request::from_query(query),
            Text::Members(members) => request_of(members),
            Text::Fields([id, product_code, expiry, signature]) => {
                Request::new(id, product_code, expiry, signature)
            }
        }
    }

    /// Why this request was denied, in a sentence without secrets.
    #[must_use]
    pub fn explain(&self, denied: &Denied) -> String {
        let kind = match denied {
            Denied::Malformed(Malformed { field, problem: Problem::Length { found: 0 } }) => {
                self.kind_other_than_string(*field).map(|kind| (field, kind))
            }
            _ => None,
        };
        match kind {
            Some((field, kind)) => {
                format!("malformed {field}: expected a JSON string, found {kind}")
            }
            None => denied.to_string(),
        }
    }

    /// The text of a field as it was sent, decoded; the first one, where it was sent more than once.
    ///
    /// None where the field is missing, or is something else than a string.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<Cow<'_, [u8]>> {
        match &self.0 {
            Text::Members(members) => members_of(members, field).find_map(|value| match value {
                Value::Text(text) => Some(Cow::Borrowed(&**text)),
                Value::Other(_) => None,
            }),
            Text::Fields(fields) => {
                let mut named = Field::ALL.iter().zip(fields);
                named.find(|(known, _)| **known == field).map(|(_, text)| Cow::Borrowed(*text))
            }
            Text::Read(..) | Text::Url(_) | Text::Query(_) => {
                self.request().text(field).map(|text| text.decoded())
            }
        }
    }

    /// Whether any field of an authorization is there at all.
    #[must_use]
    pub fn has_any_field(&self) -> bool {
        let request = self.request();
        Field::ALL.into_iter().any(|field| request.text(field).is_some())
    }

    fn kind_other_than_string(&self, field: Field) -> Option<&'static str> {
        let Text::Members(members) = &self.0 else { return None };
        members_of(members, field).find_map(|value| match value {
            Value::Text(_) => None,
            Value::Other(kind) => Some(*kind),
        })
    }
}

fn read(form: Form, text: &[u8]) -> Text<'_> {
    let request = match form {
        Form::Url => Request::from_url(text),
        Form::Query | Form::Json => Request::from_query(text),
    };
    Text::Read(Box::new((form, text, request)))
}

fn request_of<'m>(members: &'m [(&'static str, Value<'_>)]) -> Request<'m> {
    // Each once, as most requests have them: there is nothing to sort out.
    if let [
        ("id" | "cid", Value::Text(id)),
        ("pc", Value::Text(product_code)),
        ("expiry" | "expiry_time", Value::Text(expiry)),
        ("signature", Value::Text(signature)),
    ] = members
    {
        return Request::new(id, product_code, expiry, signature);
    }
    // What is no string is no text of any field. As an empty one it is denied in its field's turn.
    Request::from_pairs(members.iter().map(|(name, value)| match value {
        Value::Text(text) => (*name, text.as_ref()),
        Value::Other(_) => (*name, b"".as_slice()),
    }))
}

/// The values of one field.
fn members_of<'m, 'a>(
    members: &'m [(&'static str, Value<'a>)],
    field: Field,
) -> impl Iterator<Item = &'m Value<'a>> {
    let is_its_name = move |name: &str| Field::named(name.as_bytes()) == Some(field);
    members.iter().filter(move |(name, _)| is_its_name(name)).map(|(_, value)| value)
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

impl fmt::Debug for RequestLine<'_> {
    /// As `Request` writes it: with the signature masked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request().fmt(f)
    }
}
