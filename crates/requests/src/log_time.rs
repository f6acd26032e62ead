//! The time of a request, as logs write it.

use crate::json_paths::Scalar;
use chrono::{DateTime, Utc};

/// What is expected where none of the forms fits.
pub(crate) const EXPECTED: &str =
    "expected ISO 8601 with a zone, 26/Apr/2016:08:00:00 +0000, or a number since 1970";

/// Reads times, remembering the last one: the lines of a log share their second.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimeReader {
    text: Vec<u8>,
    time: Option<DateTime<Utc>>,
}

impl TimeReader {
    /// The instant that a member of a JSON object says.
    pub(crate) fn read_scalar(&mut self, scalar: &Scalar<'_>) -> Option<DateTime<Utc>> {
        match scalar {
            Scalar::Text(text) => self.read(text.as_bytes()),
            Scalar::Integer(number) => since_1970(*number),
            Scalar::Float(number) => since_1970_with_fraction(*number),
            Scalar::Other(_) => None,
        }
    }

    /// The instant that a text says.
    pub(crate) fn read(&mut self, text: &[u8]) -> Option<DateTime<Utc>> {
        if self.time.is_none() || self.text != text {
            self.time = parse(text);
            self.text.clear();
            self.text.extend_from_slice(text);
        }
        self.time
    }
}

fn parse(text: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let fixed = if text.contains('/') {
        DateTime::parse_from_str(text, "%d/%b/%Y:%H:%M:%S%.f %z")
    } else if text.contains(':') {
        DateTime::parse_from_rfc3339(text)
            // A zone without its colon, or shorter still.
            .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%#z"))
            .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z"))
    } else if let Ok(number) = text.parse() {
        return since_1970(number);
    } else {
        return since_1970_with_fraction(text.parse().ok()?);
    };
    fixed.ok().map(|time| time.to_utc())
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, by the size of the number.
fn since_1970(number: i64) -> Option<DateTime<Utc>> {
    match number.unsigned_abs() {
        // In seconds the year 5138, in milliseconds 1973; and so on by factors of a thousand.
        0..100_000_000_000 => DateTime::from_timestamp(number, 0),
        100_000_000_000..100_000_000_000_000 => DateTime::from_timestamp_millis(number),
        100_000_000_000_000..100_000_000_000_000_000 => DateTime::from_timestamp_micros(number),
        _ => Some(DateTime::from_timestamp_nanos(number)),
    }
}

fn since_1970_with_fraction(number: f64) -> Option<DateTime<Utc>> {
    let seconds = if number.abs() < 1e11 { number } else { number / 1000.0 };
    if !seconds.is_finite() || seconds.abs() >= 1e11 {
        return None;
    }
    // As much as the number holds: a double has no nanoseconds left. Casts saturate.
    #[allow(clippy::cast_possible_truncation, reason = "less than 1e17")]
    let microseconds = (seconds * 1e6).round() as i64;
    DateTime::from_timestamp_micros(microseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text.as_bytes()).map(|time| time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
    }

    #[test]
    fn every_form_of_an_instant_is_that_instant() {
        for text in [
            "2016-04-26T12:00:00Z",
            "2016-04-26T12:00:00.000Z",
            "2016-04-26T08:00:00-04:00",
            "2016-04-26T08:00:00-0400",
            "2016-04-26T08:00:00.000-0400",
            "2016-04-26T14:00:00+02",
            "2016-04-26 12:00:00+00:00",
            "2016-04-26 12:00:00+0000",
            "26/Apr/2016:08:00:00 -0400",
            "26/Apr/2016:17:30:00.000 +0530",
            "1461672000",
            "1461672000.0",
            "1461672000000",
            "1461672000000000",
            "1461672000000000000",
        ] {
            assert_eq!(read(text).as_deref(), Some("2016-04-26T12:00:00.000Z"), "{text}");
        }
    }

    #[test]
    fn fractions_of_a_second_are_kept_to_the_millisecond() {
        for text in [
            "2016-04-26T12:00:00.123Z",
            "26/Apr/2016:12:00:00.123 +0000",
            "1461672000.123",
            "1461672000.1239",
            "1461672000123",
            "1461672000123.9",
        ] {
            assert_eq!(read(text).as_deref(), Some("2016-04-26T12:00:00.123Z"), "{text}");
        }
    }

    #[test]
    fn what_has_no_zone_or_is_no_time_is_none() {
        for text in [
            "",
            "-",
            "now",
            "2016-04-26",
            "2016-04-26T12:00:00",
            "26/Apr/2016:12:00:00",
            "nan",
            "inf",
            "1e300",
            "2016-13-26T12:00:00Z",
            "31/Feb/2016:12:00:00 +0000",
            "12:00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_not_mistaken_for_the_one_before_it() {
        let mut times = TimeReader::default();
        for text in ["1461672000", "1461672001", "x", "1461672001", "1461672000"] {
            assert_eq!(times.read(text.as_bytes()), parse(text.as_bytes()), "{text}");
        }
    }
}
