//! The text of a field as it was sent.

use crate::{field::Field, grammar::SIGNATURE_DIGITS, query, redact::Redacted};
use alloc::borrow::Cow;
use core::fmt;

/// A field of a request as it was sent, whether it is well-formed or not.
///
/// Whatever a stranger sent: `Display` is fit for a log, on one line of at most about 120 characters. What may be a
/// signature is masked, but for a product code, which looks like one; of the signature itself it tells no more than the
/// first digits and the length.
#[derive(Clone, Copy)]
pub struct FieldText<'a> {
    pub(crate) field: Field,
    pub(crate) text: &'a [u8],
    /// Whether percent-escapes stand for other bytes.
    pub(crate) is_escaped: bool,
}

impl<'a> FieldText<'a> {
    /// The bytes as they were sent: in a query, percent-escapes included.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.text
    }

    /// The bytes that were meant. A `%` without two hexadecimal digits behind it stays as it is.
    ///
    /// Of an authorized request, each field has one such text, however it was escaped: a signature is its 40 digits.
    #[must_use]
    pub fn decoded(&self) -> Cow<'a, [u8]> {
        if self.is_escaped && query::has_escape(self.text) {
            Cow::Owned(query::decode_leniently(self.text))
        } else {
            Cow::Borrowed(self.text)
        }
    }
}

impl fmt::Display for FieldText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.decoded();
        match self.field {
            // A product code looks like a signature.
            Field::ProductCode if is_code(&text) => Redacted::nothing(text).fmt(f),
            Field::Signature if text.len() > 12 => {
                let start = text.get(..4).unwrap_or_default();
                write!(f, "{}… ({} bytes)", Redacted::new(start), text.len())
            }
            _ => Redacted::new(&text).fmt(f),
        }
    }
}

impl fmt::Debug for FieldText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

fn is_code(text: &[u8]) -> bool {
    text.len() == SIGNATURE_DIGITS && text.iter().all(u8::is_ascii_hexdigit)
}
