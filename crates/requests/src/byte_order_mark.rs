//! The byte order mark of UTF-8, which some editors and shells put before a text.

/// The text without the byte order mark of UTF-8 that it may start with: it is no part of what was written.
///
/// ```
/// use store_auth_requests::without_byte_order_mark;
///
/// assert_eq!(without_byte_order_mark(b"\xef\xbb\xbfid=XU4XHT8XQDWK"), b"id=XU4XHT8XQDWK");
/// assert_eq!(without_byte_order_mark(b"id=XU4XHT8XQDWK"), b"id=XU4XHT8XQDWK");
/// ```
#[must_use]
pub fn without_byte_order_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}
