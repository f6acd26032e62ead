//! How an instant is written: `2016-04-26T08:17:59.059Z`.

use crate::instant;
use chrono::{DateTime, Datelike, Timelike, Utc};
use core::fmt;

/// Writes an instant as ISO 8601: UTC, with milliseconds, rounded down.
///
/// Every instant in a message or a verdict of this project is written so.
///
/// ```
/// use store_auth::{Iso8601, chrono::{TimeZone, Utc}};
///
/// let instant = Utc.with_ymd_and_hms(2016, 4, 26, 8, 17, 59).unwrap();
/// assert_eq!(Iso8601(instant).to_string(), "2016-04-26T08:17:59.000Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Iso8601(pub DateTime<Utc>);

impl fmt::Display for Iso8601 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.0.naive_utc();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            instant::milliseconds(at),
        )
    }
}
