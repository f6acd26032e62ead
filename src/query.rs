//! Query strings: `name=value` pairs between `&`, percent-decoded and nothing else.
//!
//! A literal `+` stays a plus: `+0000` is often sent unescaped, and form decoding would turn it into a space.

use crate::malformed::Problem;
use alloc::vec::Vec;

/// The query of a URL or request target: what lies between the first `?` and a `#`, or nothing.
pub(crate) fn of_url(url: &[u8]) -> &[u8] {
    split_at_first(split_at_first(url, b'#').0, b'?').1
}

/// Names and values as they were sent. A part without `=` is a name with an empty value.
pub(crate) fn pairs(query: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = Some(query);
    core::iter::from_fn(move || {
        let part;
        (part, rest) = match split_once(rest?, b'&') {
            Some((part, rest)) => (part, Some(rest)),
            None => (rest?, None),
        };
        Some(split_at_first(part, b'='))
    })
}

fn split_at_first(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    split_once(text, separator).unwrap_or((text, &[]))
}

fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let (before, from) = text.split_at_checked(position(text, separator)?)?;
    Some((before, from.get(1..)?))
}

/// Where a byte first stands.
///
/// Many bytes at a time: one by one, finding the fields of a request took longer than hashing them.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would not be vectorized")]
fn position(text: &[u8], byte: u8) -> Option<usize> {
    let mut rest = text;
    let is_in = |chunk: &[u8; 32]| chunk.iter().fold(false, |found, it| found | (*it == byte));
    while let Some((chunk, behind)) = rest.split_first_chunk() {
        if is_in(chunk) {
            break;
        }
        rest = behind;
    }
    while let Some((word, behind)) = rest.split_first_chunk() {
        let zeros = zero_bytes(u64::from_le_bytes(*word) ^ ONES.wrapping_mul(byte.into()));
        if zeros != 0 {
            return behind_skipped(text, rest, zeros.trailing_zeros() as usize / 8);
        }
        rest = behind;
    }
    behind_skipped(text, rest, rest.iter().position(|it| *it == byte)?)
}

fn behind_skipped(text: &[u8], rest: &[u8], at: usize) -> Option<usize> {
    text.len().checked_sub(rest.len())?.checked_add(at)
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// The lowest bit set is the highest of the first byte that is zero; no bit is set where none is.
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & (ONES << 7)
}

pub(crate) fn has_escape(text: &[u8]) -> bool {
    position(text, b'%').is_some()
}

/// Percent-decodes `text` into `buffer`.
///
/// An escape without its two digits is refused rather than left as it stands, so that a value has one meaning.
pub(crate) fn decode<'b>(text: &[u8], buffer: &'b mut [u8]) -> Result<&'b [u8], Problem> {
    let mut found = 0_usize;
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let byte;
        (byte, rest) = match (*first, tail) {
            (b'%', tail) => {
                let offset = text.len().saturating_sub(rest.len());
                escaped(tail).ok_or(Problem::Escape { offset })?
            }
            (literal, tail) => (literal, tail),
        };
        if let Some(to) = buffer.get_mut(found) {
            *to = byte;
        }
        found = found.saturating_add(1);
    }
    buffer.get(..found).ok_or(Problem::Length { found })
}

/// Percent-decodes `text`. An escape without its two digits stays as it is.
pub(crate) fn decode_leniently(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let (byte, behind) = match escaped(tail) {
            Some(found) if *first == b'%' => found,
            _ => (*first, tail),
        };
        decoded.push(byte);
        rest = behind;
    }
    decoded
}

/// The byte that two hexadecimal digits in either case mean, and what follows them.
fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    let (digits, rest) = text.split_at_checked(2)?;
    let mut byte = [0];
    hex::decode_to_slice(digits, &mut byte).ok()?;
    Some((byte[0], rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_where_it_first_stands() {
        // Beside the wanted one, those that differ from it by a low or a high bit.
        for near in [b'&', b'&' ^ 1, b'&' ^ 0x80, b'\'', 0, 0xff] {
            for len in 0..40_usize {
                let before = [near; 40];
                let text: Vec<u8> = before.iter().copied().take(len).chain(*b"&&").collect();
                assert_eq!(position(&text, b'&'), Some(if near == b'&' { 0 } else { len }));
                let none = text.strip_suffix(b"&&").unwrap_or_default();
                assert_eq!(position(none, b'&').is_some(), near == b'&' && len > 0);
            }
        }
    }
}
