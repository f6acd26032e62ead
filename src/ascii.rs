//! Short ASCII text held inline, so that a verdict outlives its request without allocating.

use core::{
    fmt,
    hash::{Hash, Hasher},
};

/// At most `N` bytes of ASCII that a grammar has accepted, padded with zeros.
#[derive(Clone, Copy)]
pub(crate) struct Ascii<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Ascii<N> {
    /// Holds `text`, which the grammar bounds: nothing of one that is too long.
    #[inline]
    pub(crate) fn new(text: &[u8]) -> Self {
        let mut bytes = [0; N];
        let len = put(&mut bytes, 0, text).unwrap_or_default();
        Self { bytes, len }
    }

    /// The first `len` of the bytes given.
    ///
    /// The others are masked: without a branch or a copy that depends on the length, for many at once.
    #[cfg(feature = "batch")]
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "what is not inlined is not compiled for vector registers"
    )]
    pub(crate) fn prefix(bytes: &[u8; N], len: u8) -> Self {
        let mut prefix = *bytes;
        for (byte, place) in prefix.iter_mut().zip(&PLACES) {
            *byte = if *place < len { *byte } else { 0 };
        }
        Self { bytes: prefix, len: len.into() }
    }

    /// Text that needs no padding.
    #[inline]
    pub(crate) const fn full(bytes: [u8; N]) -> Self {
        Self { bytes, len: N }
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl<const N: usize> PartialEq for Ascii<N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl<const N: usize> Eq for Ascii<N> {}

impl<const N: usize> Hash for Ascii<N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl<const N: usize> fmt::Debug for Ascii<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Copies `text` to `at`, and returns where it ends; `None` where it does not fit.
///
/// Text of up to 64 bytes goes as two pieces of a fixed size that meet or overlap: a few instructions, where
/// `copy_from_slice` is a call of `memcpy`.
#[inline]
pub(crate) fn put(to: &mut [u8], at: usize, text: &[u8]) -> Option<usize> {
    let end = at.checked_add(text.len())?;
    let to = to.get_mut(at..end)?;
    match text.len() {
        65.. => to.copy_from_slice(text),
        32.. => put_ends::<32>(to, text)?,
        16.. => put_ends::<16>(to, text)?,
        8.. => put_ends::<8>(to, text)?,
        4.. => put_ends::<4>(to, text)?,
        _ => to.copy_from_slice(text),
    }
    Some(end)
}

#[inline]
fn put_ends<const PIECE: usize>(to: &mut [u8], text: &[u8]) -> Option<()> {
    *to.first_chunk_mut::<PIECE>()? = *text.first_chunk()?;
    *to.last_chunk_mut::<PIECE>()? = *text.last_chunk()?;
    Some(())
}

/// The numbers from 0, to compare places with, many at once.
#[cfg(feature = "batch")]
pub(crate) const PLACES: [u8; 128] = {
    let mut places = [0; 128];
    let mut place = 0_u8;
    while place < 128 {
        #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
        {
            places[place as usize] = place;
        }
        place = place.wrapping_add(1);
    }
    places
};

#[cfg(all(test, feature = "batch"))]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_zero() {
        assert!(PLACES.iter().copied().eq(0..128));
    }

    #[test]
    fn nothing_stays_behind_a_prefix() {
        let prefixes = [*b"\0\0\0\0", *b"a\0\0\0", *b"ab\0\0", *b"abc\0", *b"abcd"];
        for (len, expected) in (0..).zip(prefixes) {
            assert_eq!(Ascii::prefix(b"abcd", len).bytes, expected);
        }
    }
}
