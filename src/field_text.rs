//! The text of a field as it was sent.

use crate::{field::Field, query, redact::Redacted};
use alloc::borrow::Cow;
use core::fmt;

/// Bytes as they were sent, and whether percent-escapes in them stand for others.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) is_escaped: bool,
}

impl<'a> Sent<'a> {
    fn decoded(self) -> Cow<'a, [u8]> {
        if self.is_escaped && query::has_escape(self.text) {
            Cow::Owned(query::decode_leniently(self.text))
        } else {
            Cow::Borrowed(self.text)
        }
    }
}

/// A field of a request as it was sent, whether it is well-formed or not.
///
/// Whatever a stranger sent: `Display` is fit for a log, on one line of at most about 120 characters. What may be a
/// signature is masked. A product code looks like one, and is shown unless it is the one that the request has; of the
/// signature itself no more is told than its first digits and its length.
#[derive(Clone, Copy)]
pub struct FieldText<'a> {
    pub(crate) field: Field,
    pub(crate) sent: Sent<'a>,
    /// The signature that was sent with it.
    pub(crate) signature: Option<Sent<'a>>,
}

impl<'a> FieldText<'a> {
    /// The bytes as they were sent: in a query, percent-escapes included.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.sent.text
    }

    /// The bytes that were meant. A `%` without two hexadecimal digits behind it stays as it is.
    ///
    /// Of an authorized request, each field has one such text, however it was escaped: a signature is its 40 digits.
    #[must_use]
    pub fn decoded(&self) -> Cow<'a, [u8]> {
        self.sent.decoded()
    }

    /// The bytes that were meant, without what may be a signature, but for a product code.
    #[must_use]
    pub fn redacted(&self) -> Redacted<'a> {
        let text = self.decoded();
        if self.is_product_code(&text) {
            Redacted::unchanged(text)
        } else {
            Redacted::of(text, None)
        }
    }

    /// Whether this is what the Store makes as product codes, and no signature that stands in its place.
    fn is_product_code(&self, text: &[u8]) -> bool {
        self.field == Field::ProductCode
            && Field::Signature.check(&text.to_ascii_lowercase()).is_ok()
            && !self.signature.is_some_and(|sent| sent.decoded().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for FieldText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.decoded();
        if self.field == Field::Signature && text.len() > 12 {
            let start = text.get(..4).unwrap_or_default();
            return write!(f, "{}… ({} bytes)", Redacted::new(start), text.len());
        }
        self.redacted().fmt(f)
    }
}

impl fmt::Debug for FieldText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}
