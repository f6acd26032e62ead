//! Whether the bill is of what is recorded.

use crate::{catalogue::PRICE, store::Store};
use anyhow::Context;
use std::collections::{BTreeMap, HashSet};

/// Displays that were authorized, by month.
#[derive(Debug, Default)]
pub(crate) struct Billable(BTreeMap<String, HashSet<u32>>);

impl Billable {
    /// Takes note of a record: its time, which begins with year and month, and its display.
    pub(crate) fn add(&mut self, at: &str, display: u32) -> anyhow::Result<()> {
        let month = at.get(.."2026-11".len()).context("a time without a month")?;
        match self.0.get_mut(month) {
            Some(displays) => displays.insert(display),
            None => self.0.entry(month.to_owned()).or_default().insert(display),
        };
        Ok(())
    }

    /// What is wrong with the bill of a month, if something is.
    pub(crate) fn problem(&self, store: &Store) -> anyhow::Result<Option<String>> {
        for (month, displays) in &self.0 {
            let csv = store.ask(&["bill", "--month", month, "--format", "csv"])?;
            let csv = String::from_utf8(csv)?;
            let line: Vec<_> = csv.lines().nth(1).unwrap_or_default().split(',').collect();
            let expected = [displays.len() as u64, displays.len() as u64 * PRICE];
            let found = [4, 8].map(|column| line.get(column)?.parse().ok());
            if found != expected.map(Some) {
                return Ok(Some(format!(
                    "the bill, expected of {} displays: {csv}",
                    displays.len()
                )));
            }
        }
        Ok(None)
    }
}
