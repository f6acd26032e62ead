//! An authorization as a query string.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What has a meaning in a query string is escaped; the plus too, since many servers read it as a space.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// The four fields, the id under this name.
pub(crate) fn query(name: &str, id: &str, pc: &str, expiry: &str, signature: &str) -> String {
    let [id, pc, expiry, signature] =
        [id, pc, expiry, signature].map(|value| utf8_percent_encode(value, ESCAPED));
    format!("{name}={id}&pc={pc}&expiry={expiry}&signature={signature}")
}
