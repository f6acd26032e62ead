//! How an instant is written: `2016-04-26T08:17:59.059Z`.

use chrono::{DateTime, Datelike, Timelike, Utc};
use core::fmt;

/// Writes an instant as ISO 8601, UTC, milliseconds rounded down.
pub(crate) struct Iso(pub(crate) DateTime<Utc>);

impl fmt::Display for Iso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(at) = self;
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            milliseconds(*at),
        )
    }
}

/// The instant to the millisecond, rounded down: the scheme knows no shorter time.
pub(crate) fn to_milliseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    let naive = at.naive_utc();
    let nanoseconds = milliseconds(at).saturating_mul(1_000_000);
    naive.with_nanosecond(nanoseconds).unwrap_or(naive).and_utc()
}

/// Milliseconds of the second, 0–999. In a leap second, which the expiry grammar cannot name, the last one.
pub(crate) fn milliseconds(at: DateTime<Utc>) -> u32 {
    (at.nanosecond() / 1_000_000).min(999)
}
