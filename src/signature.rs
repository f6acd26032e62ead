//! A signature: 20 bytes, written as exactly 40 lowercase hexadecimal digits.

use crate::{
    ascii::Ascii,
    malformed::{Field, Malformed, Problem},
};
use core::fmt;
use subtle::ConstantTimeEq;

pub(crate) const LENGTH: &str = "40";
pub(crate) const BYTE: &str = "a lowercase hexadecimal digit";

const DIGITS: usize = 40;

/// The 20 bytes of a signature: one that was received, or one that a key makes.
///
/// No `PartialEq`: the only comparison is the constant-time one.
#[derive(Clone, Copy)]
pub(crate) struct Digest(pub(crate) [u8; 20]);

impl Digest {
    /// Upper case is refused, so that an authorization has one spelling.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, Malformed> {
        let malformed = |problem| Malformed { field: Field::Signature, problem };
        if text.len() != DIGITS {
            return Err(malformed(Problem::Length { found: text.len() }));
        }
        for (offset, &found) in text.iter().enumerate() {
            if !matches!(found, b'0'..=b'9' | b'a'..=b'f') {
                return Err(malformed(Problem::Byte { offset, found }));
            }
        }
        let mut digest = [0; 20];
        match hex::decode_to_slice(text, &mut digest) {
            Ok(()) => Ok(Self(digest)),
            Err(_) => Err(malformed(Problem::Length { found: text.len() })),
        }
    }

    /// Takes the same time wherever the two differ.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// A signature that [`Signer`](crate::Signer) made: 40 lowercase hexadecimal digits.
///
/// Whoever holds it, with the id, product code and expiry it covers, is let in until the expiry: treat it as a
/// credential. `Debug` masks it; `Display` and [`as_str`](Self::as_str) give it.
#[derive(Clone)]
pub struct Signature(Ascii<DIGITS>);

impl Signature {
    pub(crate) fn new(digest: &Digest) -> Self {
        let mut digits = [0; DIGITS];
        // The lengths fit, so the result can only be `Ok`.
        let _ = hex::encode_to_slice(digest.0, &mut digits);
        Self(Ascii::new(&digits))
    }

    /// The 40 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl AsRef<str> for Signature {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(..)")
    }
}
