//! The parts of a URL, as they stand in it.

/// The query of a URL or request target: what lies between the first `?` and a `#`, or nothing.
pub(crate) fn query_of(url: &[u8]) -> &[u8] {
    split_at(split_at(url, b'#').0, b'?').1
}

/// Names and values, nothing decoded. A part without `=` is a name with an empty value.
pub(crate) fn pairs_of(query: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    query.split(|byte| *byte == b'&').map(|part| split_at(part, b'='))
}

/// What stands before the first separator, and what behind it.
fn split_at(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let mut parts = text.splitn(2, |byte| *byte == separator);
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}
