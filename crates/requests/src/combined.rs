//! Access logs of nginx and Apache: the common format, the combined one, and either with more before or behind.

use crate::request_target::request_target;
use std::borrow::Cow;

/// What a line says of a request.
#[derive(Debug, PartialEq)]
pub(crate) struct CombinedLine<'a> {
    /// Such as `26/Apr/2016:08:00:00 -0400`.
    pub(crate) time: &'a [u8],
    /// The target of the request line, unescaped. None where the client sent no request line.
    pub(crate) target: Option<Cow<'a, [u8]>>,
}

/// Reads `host ident user [time] "request line" …`.
pub(crate) fn parse(line: &[u8]) -> Option<CombinedLine<'_>> {
    // The name of the user is the client's choice and may hold brackets, but its quotes are escaped.
    let quote = memchr::memchr(b'"', line)?;
    let before = line[..quote].strip_suffix(b"] ")?;
    let time = &before[memchr::memrchr(b'[', before)? + 1..];
    let rest = &line[quote + 1..];
    let request_line = &rest[..closing_quote(rest)?];
    Some(CombinedLine { time, target: request_target(request_line).map(unescaped) })
}

/// The target of a request line that stands before a quote or, where it was cut, at the end.
pub(crate) fn request_line(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    let end = closing_quote(text).unwrap_or(text.len());
    request_target(&text[..end]).map(unescaped)
}

/// The first quote that is not escaped.
fn closing_quote(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr2(b'"', b'\\', &text[from..])?;
        if text[at] == b'"' {
            return Some(at);
        }
        // The backslash, and what it escapes.
        from = (at + 2).min(text.len());
    }
}

/// Undoes what nginx (`\x22`) and Apache (`\"`, `\\`, `\t`) do to bytes that would break the line.
fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'\\' {
            plain.push(*first);
            continue;
        }
        match tail {
            [b'x', high, low, tail @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                plain.push(digit(*high) * 16 + digit(*low));
                rest = tail;
            }
            [escaped, tail @ ..] => {
                match escaped {
                    b'b' => plain.push(0x08),
                    b'n' => plain.push(b'\n'),
                    b'r' => plain.push(b'\r'),
                    b't' => plain.push(b'\t'),
                    b'v' => plain.push(0x0b),
                    // No escape of theirs but of JSON. Cut in two, it would hide a digit of what follows.
                    b'u' => plain.extend(b"\\u"),
                    other => plain.push(*other),
                }
                rest = tail;
            }
            [] => plain.push(b'\\'),
        }
    }
    Cow::Owned(plain)
}

/// The value of a hexadecimal digit.
fn digit(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> Option<(String, Option<String>)> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        parse(line.as_bytes()).map(|entry| (text(entry.time), entry.target.as_deref().map(text)))
    }

    #[track_caller]
    fn assert_target(request_line: &str, target: Option<&str>) {
        let line =
            format!("::1 - - [26/Apr/2016:08:00:00 -0400] \"{request_line}\" 200 1 \"-\" \"x\"");
        let time = "26/Apr/2016:08:00:00 -0400".to_owned();
        assert_eq!(parts(&line), Some((time, target.map(str::to_owned))), "{line}");
    }

    #[test]
    fn the_target_stands_between_the_method_and_the_protocol() {
        assert_target("GET /a?b=c HTTP/1.1", Some("/a?b=c"));
        assert_target("POST https://data.example/?b HTTP/2.0", Some("https://data.example/?b"));
        assert_target("GET /a b?c HTTP/1.1", Some("/a b?c"));
        assert_target("GET /a", Some("/a"));
    }

    #[test]
    fn a_request_without_a_request_line_has_no_target() {
        for request_line in ["-", "", r"\x16\x03\x01", "GET", "GET ", "get /a HTTP/1.1"] {
            assert_target(request_line, None);
        }
    }

    #[test]
    fn escapes_of_nginx_and_of_apache_are_undone() {
        assert_target(r"GET /\x22?\x5C\xC3\xA9 HTTP/1.1", Some("/\"?\\é"));
        assert_target(r#"GET /\"?\\n\t HTTP/1.1"#, Some("/\"?\\n\t"));
        assert_target(r"GET /\xg0 HTTP/1.1", Some("/xg0"));
    }

    #[test]
    fn the_common_format_and_what_stands_before_or_behind_are_read_alike() {
        let request = r#"[26/Apr/2016:08:00:00 -0400] "GET /a HTTP/1.1""#;
        for line in [
            format!("1.2.3.4 - - {request} 200 1"),
            format!("data.example:443 1.2.3.4 - - {request} 200 1"),
            format!("1.2.3.4 - - {request} 200 1 \"-\" \"agent \\\"x\\\"\" 0.001"),
            format!("1.2.3.4 - [x] {request}"),
            format!("1.2.3.4 - [01/Jan/1970:00:00:00 +0000] {request}"),
        ] {
            let expected = ("26/Apr/2016:08:00:00 -0400".to_owned(), Some("/a".to_owned()));
            assert_eq!(parts(&line), Some(expected), "{line}");
        }
    }

    #[test]
    fn other_lines_are_none() {
        for line in
            ["", "\"", "GET /a", "[x] GET /a", r#"[x] "GET /a"#, r#"[x] "GET /a\""#, "[x] \"\\"]
        {
            assert_eq!(parts(line), None, "{line}");
        }
    }
}
