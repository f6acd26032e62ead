//! Which months are closed, and what was corrected.

use crate::model::{ClosedMonth, Correction, Millis, Month};
use std::collections::BTreeMap;

/// Which months are closed, without the lines of their bills, and all corrections.
#[derive(Debug, Default)]
pub struct Books {
    closed: BTreeMap<Month, ClosedMonth>,
    corrections: BTreeMap<u32, Correction>,
}

impl Books {
    pub(crate) fn close(&mut self, month: ClosedMonth) {
        self.closed.insert(month.month, month);
    }

    pub(crate) fn correct(&mut self, correction: Correction) {
        self.corrections.insert(correction.number, correction);
    }

    /// A month, if it is closed.
    #[must_use]
    pub fn closed(&self, month: Month) -> Option<&ClosedMonth> {
        self.closed.get(&month)
    }

    /// All closed months, in their order.
    pub fn all_closed(&self) -> impl Iterator<Item = &ClosedMonth> {
        self.closed.values()
    }

    /// When the records of a month were given up, if they were.
    #[must_use]
    pub fn pruned(&self, month: Month) -> Option<Millis> {
        self.closed(month)?.pruned
    }

    /// All corrections in the order in which they were made, those after one.
    pub fn corrections_after(&self, number: u32) -> impl Iterator<Item = &Correction> {
        self.corrections.range(number.saturating_add(1)..).map(|(_, correction)| correction)
    }

    /// A number that no correction has had.
    #[must_use]
    pub fn next_correction(&self) -> u32 {
        self.corrections.last_key_value().map_or(0, |(number, _)| *number).saturating_add(1)
    }
}
