//! Instants as the scheme counts them, in milliseconds.

use crate::calendar;
use chrono::{DateTime, NaiveDateTime, NaiveTime, Timelike, Utc};
use core::time::Duration;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z: the scheme knows no shorter time.
///
/// Always within chrono's calendar, so that the difference of two is far from the ends of an `i64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Instant(i64);

impl Instant {
    #[cfg(feature = "batch")]
    pub(crate) const EPOCH: Self = Self(0);

    #[cfg(feature = "batch")]
    pub(crate) const MAX: Self = Self(i64::MAX);

    #[cfg(feature = "batch")]
    pub(crate) const MIN: Self = Self(i64::MIN);

    /// `days` and `milliseconds` after 1970-01-01T00:00:00Z.
    #[inline]
    pub(crate) fn new(days: i64, milliseconds: u32) -> Self {
        Self(days.wrapping_mul(DAY).wrapping_add(milliseconds.into()))
    }

    /// That many milliseconds since 1970-01-01T00:00:00Z, or the end of chrono's calendar nearest to it.
    #[inline]
    pub(crate) fn nearest(milliseconds: i64) -> Self {
        let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        Self(milliseconds.clamp(first.timestamp_millis(), last.timestamp_millis()))
    }

    /// The instant to the millisecond, rounded down.
    #[inline]
    pub(crate) fn of(at: DateTime<Utc>) -> Self {
        let at = at.naive_utc();
        Self(at.and_utc().timestamp().wrapping_mul(1000).wrapping_add(milliseconds(at).into()))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[inline]
    pub(crate) const fn milliseconds(self) -> i64 {
        self.0
    }

    pub(crate) fn utc(self) -> DateTime<Utc> {
        let rest = self.0.rem_euclid(DAY);
        let seconds = u32::try_from(rest / 1000).unwrap_or_default();
        let nanoseconds = u32::try_from(rest % 1000).unwrap_or_default().saturating_mul(1_000_000);
        let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanoseconds);
        let date = calendar::date(self.days());
        date.zip(time).map(|(date, time)| date.and_time(time).and_utc()).unwrap_or_default()
    }

    /// Days since 1970-01-01.
    pub(crate) const fn days(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// The start of its second.
    #[inline]
    pub(crate) const fn whole_second(self) -> Self {
        Self(self.0.wrapping_sub(self.0.rem_euclid(1000)))
    }

    /// Whether it lies more than `span` after `earlier`.
    #[inline]
    pub(crate) const fn is_later_by_more_than(self, span: Span, earlier: Self) -> bool {
        self.0.saturating_sub(earlier.0) > span.0
    }
}

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span(i64);

impl Span {
    pub(crate) const ZERO: Self = Self(0);
}

/// Rounded down, which compares with whole milliseconds as the duration itself does; the longest, 292 million years,
/// for anything above that.
impl From<Duration> for Span {
    fn from(duration: Duration) -> Self {
        Self(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Milliseconds of the second, 0–999. In a leap second, which the expiry grammar cannot name, the last one.
#[inline]
pub(crate) fn milliseconds(at: NaiveDateTime) -> u32 {
    (at.nanosecond() / 1_000_000).min(999)
}
