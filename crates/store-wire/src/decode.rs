//! Text out of a URL.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Percent-decodes a text and nothing else: a `+` stays one, and an escape without its two digits stays as it is.
///
/// Bytes that are no UTF-8 become U+FFFD, which no id has: whatever they were to name is unknown.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}
