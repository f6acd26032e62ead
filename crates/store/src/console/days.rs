//! What was authorized each day of a month.

use crate::model::{Month, Paid, Usage};

const DAY: i64 = 86_400_000;

/// How many authorizations each day of a month had, from the first one on, by how they are paid for.
#[derive(Clone, Debug, Default)]
pub(super) struct Days {
    pub(super) subscribed: Vec<u64>,
    pub(super) trial: Vec<u64>,
    pub(super) free: Vec<u64>,
}

impl Days {
    /// Counts a record of the month.
    pub(super) fn add(&mut self, month: Month, usage: &Usage) {
        let counts = match usage.paid {
            Paid::Subscribed(_) => &mut self.subscribed,
            Paid::Trial => &mut self.trial,
            Paid::Free => &mut self.free,
        };
        let since = usage.at.0.saturating_sub(month.range().start.0);
        let day = usize::try_from(since / DAY).unwrap_or_default();
        if counts.len() <= day {
            counts.resize(day + 1, 0);
        }
        if let Some(count) = counts.get_mut(day) {
            *count += 1;
        }
    }

    /// The days of a month, by their dates.
    pub(super) fn dates(month: Month) -> Vec<String> {
        let length = month.range().end.0.saturating_sub(month.range().start.0) / DAY;
        (1..=length).map(|day| format!("{month}-{day:02}")).collect()
    }
}
