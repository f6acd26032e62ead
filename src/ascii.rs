//! Short ASCII text held inline, so that a verdict outlives its request without allocating.

use core::fmt;

/// At most `N` bytes of ASCII that a grammar has accepted, and padding behind them.
///
/// Copies and checks of all `N` bytes take a few vector instructions; those of just the text would take a loop.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ascii<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Ascii<N> {
    /// Holds `text`, padded with `padding`; `None` where it is too long.
    #[inline]
    pub(crate) fn new(text: &[u8], padding: u8) -> Option<Self> {
        let mut bytes = [padding; N];
        bytes.get_mut(..text.len())?.copy_from_slice(text);
        Some(Self { bytes, len: text.len() })
    }

    /// Text that needs no padding.
    pub(crate) const fn full(bytes: [u8; N]) -> Self {
        Self { bytes, len: N }
    }

    /// The text and its padding.
    #[inline]
    pub(crate) fn padded(&self) -> &[u8; N] {
        &self.bytes
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl<const N: usize> fmt::Debug for Ascii<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
