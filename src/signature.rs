//! A signature: 20 bytes, written as exactly 40 lowercase hexadecimal digits.

use crate::{
    ascii::Ascii,
    field::Field,
    grammar::SIGNATURE_DIGITS as DIGITS,
    malformed::{Malformed, Problem},
};
use core::fmt;
use subtle::ConstantTimeEq;

/// A signature, one that was received or one that a key makes: its 20 bytes in five words, the first byte lowest.
///
/// No `PartialEq`: the only comparison is the constant-time one.
#[derive(Clone, Copy)]
pub(crate) struct Digest(pub(crate) [u32; 5]);

impl Digest {
    /// Upper case is refused, so that an authorization has one spelling.
    #[inline]
    pub(crate) fn parse(text: &[u8]) -> Result<Self, Malformed> {
        let malformed = |problem| Malformed { field: Field::Signature, problem };
        let digits: &[u8; DIGITS] =
            text.try_into().map_err(|_| malformed(Problem::Length { found: text.len() }))?;
        if has_other_byte(digits) {
            return Err(malformed(first_bad_digit(digits)));
        }
        let mut words = [0; 5];
        for (word, digits) in words.iter_mut().zip(digits.chunks_exact(8)) {
            *word = value(digits.first_chunk().copied().unwrap_or_default());
        }
        Ok(Self(words))
    }

    #[inline]
    pub(crate) fn from_state(state: [u32; 5]) -> Self {
        Self(state.map(u32::swap_bytes))
    }

    /// Takes the same time wherever the two differ.
    ///
    /// The differences of all words are gathered in one, which is compared: 20 comparisons of bytes would cost more
    /// than half as much as the hash.
    #[inline]
    pub(crate) fn matches(&self, other: &Self) -> bool {
        let mut difference = 0;
        for (a, b) in self.0.iter().zip(&other.0) {
            difference |= a ^ b;
        }
        difference.ct_eq(&0).into()
    }

    /// The 20 bytes in the order in which they are written.
    pub(crate) fn to_bytes(self) -> [u8; 20] {
        let mut bytes = [0; 20];
        for (to, word) in bytes.chunks_exact_mut(4).zip(self.0) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }
}

#[inline]
fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// Sixteen digits at once, without a way out, for vector instructions.
#[inline]
fn has_other_byte(digits: &[u8; DIGITS]) -> bool {
    let [first, second] = [digits.first_chunk::<16>(), digits.last_chunk::<16>()];
    let middle = digits.get(16..).and_then(|rest| rest.first_chunk::<16>());
    [first, middle, second].into_iter().fold(false, |bad, piece| {
        bad | piece.is_none_or(|piece| piece.iter().fold(false, |bad, it| bad | !is_digit(*it)))
    })
}

/// The four bytes that eight lowercase hexadecimal digits write, the first byte lowest.
#[inline]
fn value(digits: [u8; 8]) -> u32 {
    let digits = u64::from_le_bytes(digits);
    // Bit 6 tells a letter, whose low bits start from 1, from a digit.
    let letters = (digits >> 6) & 0x0101_0101_0101_0101;
    let values = (digits & 0x0f0f_0f0f_0f0f_0f0f).wrapping_add(letters.wrapping_mul(9));
    // Two digits to a byte, two bytes to 16 bits, two of those to the word.
    let bytes = ((values << 4) | (values >> 8)) & 0x00ff_00ff_00ff_00ff;
    let pairs = (bytes | (bytes >> 8)) & 0x0000_ffff_0000_ffff;
    let [low @ .., _, _, _, _] = (pairs | (pairs >> 16)).to_le_bytes();
    u32::from_le_bytes(low)
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
        let _ = hex::encode_to_slice(digest.to_bytes(), &mut digits);
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
