//! A set of lanes.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for vector registers"
)]

use sha1_lanes::LANES;

/// Some of the lanes.
#[derive(Clone, Copy)]
pub(super) struct Lanes(u16);

impl Lanes {
    pub(super) const NONE: Self = Self(0);

    /// The first lane that is none of them, unless they are all.
    #[inline]
    pub(super) fn next_free(self) -> usize {
        usize::try_from(self.0.trailing_ones()).unwrap_or_default()
    }

    #[inline]
    pub(super) fn are_all(self) -> bool {
        self.0 == u16::MAX
    }

    #[inline]
    pub(super) fn count(self) -> usize {
        usize::try_from(self.0.count_ones()).unwrap_or_default()
    }

    pub(super) fn insert(&mut self, lane: usize) {
        self.0 |= 1 << lane;
    }

    pub(super) fn remove(&mut self, lane: usize) {
        self.0 &= !(1 << lane);
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn contains(self, lane: usize) -> bool {
        self.0 & (1 << lane) != 0
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    #[inline(always)]
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        (0..LANES).filter(move |lane| self.contains(*lane))
    }
}
