//! What the body of a request is said to be.

use http::{HeaderMap, header::CONTENT_TYPE};

/// Whether a body is of a type, whatever its parameters.
pub(crate) fn is_of_type(headers: &HeaderMap, expected: &[&str]) -> bool {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    expected.iter().any(|expected| essence.eq_ignore_ascii_case(expected))
}
