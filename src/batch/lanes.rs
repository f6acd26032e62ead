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

    pub(super) fn first(count: usize) -> Self {
        let mut lanes = Self::NONE;
        for lane in 0..count {
            lanes.insert(lane);
        }
        lanes
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
