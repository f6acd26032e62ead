//! A signature: 20 bytes, written as exactly 40 lowercase hexadecimal digits.

use crate::{
    ascii::Ascii,
    malformed::{Field, Malformed, Problem},
};
use core::fmt;
use subtle::ConstantTimeEq;

pub(crate) const LENGTH: &str = "40";
pub(crate) const BYTE: &str = "a lowercase hexadecimal digit";

pub(crate) const DIGITS: usize = 40;

/// The 20 bytes of a signature: one that was received, or one that a key makes.
///
/// No `PartialEq`: the only comparison is the constant-time one.
#[derive(Clone, Copy)]
pub(crate) struct Digest(pub(crate) [u8; 20]);

impl Digest {
    /// Upper case is refused, so that an authorization has one spelling.
    #[inline]
    pub(crate) fn parse(text: &[u8]) -> Result<Self, Malformed> {
        let malformed = |problem| Malformed { field: Field::Signature, problem };
        let digits: &[u8; DIGITS] =
            text.try_into().map_err(|_| malformed(Problem::Length { found: text.len() }))?;
        // All digits at once, without a way out, for vector instructions.
        if digits.iter().fold(false, |bad, digit| bad | !is_digit(*digit)) {
            return Err(malformed(first_bad_digit(digits)));
        }
        let mut digest = [0; 20];
        for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
            if let [high, low] = pair {
                *byte = (value(*high) << 4) | value(*low);
            }
        }
        Ok(Self(digest))
    }

    /// Takes the same time wherever the two differ.
    ///
    /// The differences of all bytes are gathered in one byte, which is compared: 20 comparisons would cost more than
    /// half as much as the hash.
    #[inline]
    pub(crate) fn matches(&self, other: &Self) -> bool {
        let mut difference = 0;
        for (a, b) in self.0.iter().zip(&other.0) {
            difference |= a ^ b;
        }
        difference.ct_eq(&0).into()
    }
}

#[inline]
fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// The value of a lowercase hexadecimal digit: bit 6 tells a letter from a digit.
#[inline]
fn value(digit: u8) -> u8 {
    (digit & 0xf).wrapping_add((digit >> 6).wrapping_mul(9))
}

#[cold]
fn first_bad_digit(digits: &[u8; DIGITS]) -> Problem {
    let offset = digits.iter().take_while(|digit| is_digit(**digit)).count();
    Problem::Byte { offset, found: digits.get(offset).copied().unwrap_or_default() }
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
        Self(Ascii::full(digits))
    }

    /// The 40 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
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
