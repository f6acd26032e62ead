//! Texts in the URLs of things.

/// A value behind a `?`, or a part of a path: an id, which has no white space.
pub(crate) fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
