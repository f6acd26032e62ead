//! Months of UTC.

use super::millis::Millis;
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, ops::Range, str::FromStr};

/// A month of UTC, such as `2026-11`.
///
/// ```
/// use store_auth_store::model::{Millis, Month};
///
/// let month: Month = "2026-11".parse()?;
/// assert_eq!(month.range().start.to_string(), "2026-11-01T00:00:00.000Z");
/// assert_eq!(month.range().end.to_string(), "2026-12-01T00:00:00.000Z");
/// assert_eq!(Month::of(Millis(1_795_000_000_000)), month);
/// # Ok::<(), store_auth_store::model::MonthError>(())
/// ```
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[0-9]{4}-[0-9]{2}$", example = "2026-11")]
pub struct Month(NaiveDate);

/// A text is no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a month such as 2026-11")]
pub struct MonthError;

impl Month {
    /// The month that an instant lies in.
    #[must_use]
    pub fn of(instant: Millis) -> Self {
        let date = instant.to_utc().date_naive();
        Self(date.with_day(1).unwrap_or(date))
    }

    /// Its instants, from its first up to the first of the next month.
    #[must_use]
    pub fn range(self) -> Range<Millis> {
        let next = self.0.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX);
        let instant =
            |date: NaiveDate| Millis::from(date.and_time(chrono::NaiveTime::MIN).and_utc());
        instant(self.0)..instant(next)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let (year, month) = text.split_once('-').ok_or(MonthError)?;
        let number = |digits: &str, length| {
            let is_number =
                digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { digits.parse().map_err(|_| MonthError) } else { Err(MonthError) }
        };
        let year = i32::try_from(number(year, 4)?).map_err(|_| MonthError)?;
        NaiveDate::from_ymd_opt(year, number(month, 2)?, 1).map(Self).ok_or(MonthError)
    }
}

impl TryFrom<String> for Month {
    type Error = MonthError;

    fn try_from(text: String) -> Result<Self, MonthError> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}
