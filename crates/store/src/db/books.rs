//! What both databases ask of closed months.

use super::{from_rows::foreign, problems::Problems};
use crate::model::Month;

/// Closed months: each, how many of its records there are still, how many lines its bill has, and how many are there.
pub(super) const KEPT: &str = "SELECT month, kept, lines,
        (SELECT count(*) FROM bill_line WHERE bill_line.month = closed_month.month)
    FROM closed_month ORDER BY month";
pub(super) type KeptRow = (String, i64, i64, i64);

/// A closed month as the database has it.
pub(super) struct Kept {
    pub(super) month: Month,
    records: i64,
    lines: i64,
    found_lines: i64,
}

impl Kept {
    pub(super) fn of((month, records, lines, found_lines): KeptRow) -> Result<Self, sqlx::Error> {
        Ok(Self { month: month.parse().map_err(foreign)?, records, lines, found_lines })
    }

    /// Adds what is wrong with it where there are so many records of it.
    pub(super) fn look(&self, found: i64, problems: &mut Problems) {
        let Self { month, records, lines, found_lines } = self;
        if found != *records {
            // A clock that is set back adds records. Nothing but damage takes one away.
            let of_its_kind =
                if found > *records { &mut problems.late } else { &mut problems.damage };
            of_its_kind.push(format!("month {month}: {found} records of usage, expected the {records} that its bill was made of and that were not pruned"));
        }
        if found_lines != lines {
            let problem =
                format!("month {month}: {found_lines} lines of its bill, expected {lines}");
            problems.damage.push(problem);
        }
    }
}
