//! A request somewhere in other text: a line of an error log, a message, a command.

use crate::{form::Form, request_line::RequestLine};
use std::borrow::Cow;
use store_auth::Field;

/// No more pieces of a text are looked at.
const PIECES_MAX: usize = 4096;

/// How JSON's escape of an ASCII character starts; two digits follow.
const ESCAPE: &[u8] = b"\\u00";

/// The URL, request target or query in a text that holds more than that, such as a line of nginx's error log.
///
/// White space and quotes end it, as they do wherever people and programs put a URL into a text. Of several, the one
/// with the most fields of an authorization is taken, and of those the first; where none has a field, there is none.
/// Delimiters that the text escapes as JSON libraries do, `\u0026`, `\u003d` and `\u002b`, are delimiters again.
///
/// ```
/// use store_auth_requests::embedded_request;
///
/// let line = br#"2016/04/26 07:17:59 [error] 7#7: *1 denied, request: "GET /feed?id=XU4XHT8XQDWK&pc=x HTTP/1.1", host: "a?b=c""#;
/// assert_eq!(embedded_request(line).as_deref(), Some(&b"/feed?id=XU4XHT8XQDWK&pc=x"[..]));
/// assert_eq!(embedded_request(b"no request, though a = b"), None);
/// ```
#[must_use]
pub fn embedded_request(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    let pieces = text.split(|byte| ends_a_url(*byte)).filter(|piece| has_a_value(piece));
    let mut found: Option<(usize, Cow<'_, [u8]>)> = None;
    for piece in pieces.take(PIECES_MAX) {
        let piece = unescaped(without_punctuation(without_label(piece)));
        let fields = fields_of(&piece);
        if fields > found.as_ref().map_or(0, |(most, _)| *most) {
            found = Some((fields, piece));
        }
    }
    found.map(|(_, piece)| piece)
}

/// No URL that a client can send has these in it.
fn ends_a_url(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_control() || b"\"'`<>".contains(&byte)
}

/// An equals sign, escaped or not.
fn has_a_value(piece: &[u8]) -> bool {
    piece.contains(&b'=') || memchr::memmem::find(piece, ESCAPE).is_some()
}

/// Behind a name such as `uri=/feed?…` of a log that writes its values without quotes.
fn without_label(piece: &[u8]) -> &[u8] {
    let Some(at) = memchr::memchr2(b'=', b':', piece) else { return piece };
    let (label, value) = (&piece[..at], &piece[at + 1..]);
    let is_name = label.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte));
    let is_url = value.starts_with(b"/") && !value.starts_with(b"//") || value.starts_with(b"http");
    if is_name && is_url && Form::of(value) == Some(Form::Url) { value } else { piece }
}

/// Without the punctuation and brackets of the sentence around it.
fn without_punctuation(piece: &[u8]) -> &[u8] {
    let start = piece.iter().take_while(|byte| b"([{".contains(byte)).count();
    let rest = &piece[start..];
    let end = rest.iter().rev().take_while(|byte| b",;.:)]}\\".contains(byte)).count();
    &rest[..rest.len() - end]
}

/// Without the escapes of delimiters that JSON libraries write where they may as well write the delimiter.
fn unescaped(piece: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(piece, ESCAPE).is_none() {
        return Cow::Borrowed(piece);
    }
    let mut plain = Vec::with_capacity(piece.len());
    let mut rest = piece;
    while let Some(at) = memchr::memmem::find(rest, ESCAPE) {
        let (before, escape) = rest.split_at(at);
        let digits = &escape[ESCAPE.len()..];
        let delimiter = match digits.get(..2).map(<[u8]>::to_ascii_lowercase).as_deref() {
            Some(b"26") => Some(b'&'),
            Some(b"2b") => Some(b'+'),
            Some(b"3d") => Some(b'='),
            _ => None,
        };
        plain.extend_from_slice(before);
        match delimiter {
            Some(delimiter) => plain.push(delimiter),
            None => plain.extend_from_slice(ESCAPE),
        }
        rest = if delimiter.is_some() { &digits[2..] } else { digits };
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}

/// How many of the four fields it has.
fn fields_of(piece: &[u8]) -> usize {
    let Some(line) = RequestLine::of_target(Cow::Borrowed(piece)) else { return 0 };
    let request = line.request();
    Field::ALL.into_iter().filter(|field| request.text(*field).is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "/feed?id=a&pc=b&expiry=c&signature=d";

    #[track_caller]
    fn assert_is_found(text: &str) {
        let found = embedded_request(text.as_bytes());
        assert_eq!(found.as_deref(), Some(URL.as_bytes()), "{text}");
    }

    #[test]
    fn the_request_is_found_whatever_stands_around_it() {
        for text in [
            URL.to_owned(),
            format!(
                "7#7: *1 unexpected status: 502, request: \"GET {URL} HTTP/1.1\", referrer: \"https://a.example/?id=a\""
            ),
            format!("curl -H 'X-Id: 1' '{URL}' --max-time=3"),
            format!("X-Original-URI: {URL}"),
            format!("see ({URL})."),
            format!("level=info uri={URL} status=401"),
            format!("level=info target:{URL}, status=401"),
            format!("<a href=\"{URL}\">"),
            format!("app: {{\"msg\":\"GET {} 401\"}}", URL.replace('&', "\\u0026")),
            format!("url=\"{}\" status=401", URL.replace('&', "\\u0026").replace('=', "\\u003d")),
            format!("url={} status=401", URL.replace('&', "\\u0026").replace('=', "\\u003D")),
        ] {
            assert_is_found(&text);
        }
    }

    #[test]
    fn a_query_alone_is_found_too() {
        let found = embedded_request(b"args: id=a&pc=b, status: 401");
        assert_eq!(found.as_deref(), Some(&b"id=a&pc=b"[..]));
        let found = embedded_request(br"args: id\u003da\u0026pc\u003db\u002B\u003c, status: 401");
        assert_eq!(found.as_deref(), Some(&br"id=a&pc=b+\u003c"[..]));
    }

    #[test]
    fn text_without_a_field_holds_no_request() {
        for text in ["", "hello", "a=b", "GET /?v=1 HTTP/1.1", "\u{feff}", "#?=&"] {
            assert_eq!(embedded_request(text.as_bytes()), None, "{text}");
        }
    }
}
