//! The first line of an HTTP request.

use std::borrow::Cow;

/// The target in `GET /path?query HTTP/1.1`, with or without the protocol behind it.
///
/// It may hold spaces: some clients send them. None where the text is no request line.
///
/// ```
/// use store_auth_requests::request_target;
///
/// assert_eq!(request_target(b"GET /feed?id=XU4XHT8XQDWK HTTP/1.1"), Some(&b"/feed?id=XU4XHT8XQDWK"[..]));
/// assert_eq!(request_target(b"id=XU4XHT8XQDWK"), None);
/// ```
#[must_use]
pub fn request_target(line: &[u8]) -> Option<&[u8]> {
    let start = memchr::memchr(b' ', line)?;
    let (method, rest) = (&line[..start], &line[start + 1..]);
    let is_method = !method.is_empty() && method.iter().all(u8::is_ascii_uppercase);
    // Most often behind the last space.
    let protocol = memchr::memrchr(b' ', rest)
        .filter(|at| rest[*at..].starts_with(b" HTTP/"))
        .or_else(|| memchr::memmem::rfind(rest, b" HTTP/"))
        .unwrap_or(rest.len());
    let target = &rest[..protocol];
    (is_method && !target.is_empty()).then_some(target)
}

/// The target alone, where a text is a whole request line.
pub(crate) fn without_method(text: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(request_target(text).unwrap_or(text)),
        Cow::Owned(text) => match request_target(&text) {
            Some(target) => Cow::Owned(target.to_vec()),
            None => Cow::Owned(text),
        },
    }
}
