//! What reaches the disk although nobody has waited for it.

use std::collections::BTreeMap;

/// The least that a disk writes or does not.
const SECTOR: u64 = 512;
/// The least that a system writes back.
pub(super) const PAGE: u64 = 4096;

/// What survives a power cut of what was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Survival {
    /// Nothing.
    Nothing,
    /// By chance, each page as it was at one of the writes to it.
    Pages,
    /// By chance, each sector as it was at one of the writes to it: pages are torn.
    Sectors,
}

impl Survival {
    pub(crate) const ALL: [Self; 3] = [Self::Nothing, Self::Pages, Self::Sectors];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Pages => "pages",
            Self::Sectors => "sectors",
        }
    }

    /// How large the pieces are of which each survives or does not.
    pub(crate) fn piece(self) -> u64 {
        if self == Self::Pages { PAGE } else { SECTOR }
    }

    /// How likely it is that a piece of one file survives. Of some files all is lost and of others nothing: what a program
    /// writes to one before it has synced another shows.
    pub(crate) fn chance(self, random: &mut fastrand::Rng) -> f64 {
        match (self, random.u8(..4)) {
            (Self::Nothing, _) | (_, 0) => 0.0,
            (_, 1) => 1.0,
            _ => random.f64(),
        }
    }
}

/// Pieces of files that were written and not synced, and how many of them have survived in some form.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pieces {
    pub(crate) unsynced: usize,
    pub(crate) survived: usize,
}

impl Pieces {
    pub(crate) fn add(&mut self, other: Self) {
        self.unsynced += other.unsynced;
        self.survived += other.survived;
    }

    /// Those of one file, by how many of the writes to each have survived.
    pub(crate) fn of(writes: &BTreeMap<u64, u32>) -> Self {
        let survived = writes.values().filter(|count| **count > 0).count();
        Self { unsynced: writes.len(), survived }
    }
}
