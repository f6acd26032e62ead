//! Short ASCII text held inline, so that a verdict outlives its request without allocating.

use core::fmt;

/// At most `N` bytes of ASCII that a grammar has accepted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ascii<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Ascii<N> {
    /// Holds `text`, which the caller's grammar has checked to be ASCII and to fit.
    pub(crate) fn new(text: &[u8]) -> Self {
        let mut bytes = [0; N];
        let mut len = 0;
        if let Some(to) = bytes.get_mut(..text.len()) {
            to.copy_from_slice(text);
            len = text.len();
        }
        Self { bytes, len }
    }

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
