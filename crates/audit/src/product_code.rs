//! Product codes as they may be shown: one looks like a signature.

use store_auth::Redacted;

/// So long are the Store's, as signatures are.
const LENGTH: usize = 40;

/// What is left of a text in which this product code stands.
pub(crate) fn redacted_around<'a>(text: &'a [u8], code: &[u8]) -> Redacted<'a> {
    // What is longer than a code may hold a signature.
    if code.len() > LENGTH { Redacted::new(text) } else { Redacted::except(text, code) }
}

/// What is left of a text that was sent as a product code.
pub(crate) fn redacted(code: &[u8]) -> Redacted<'_> {
    redacted_around(code, code)
}
