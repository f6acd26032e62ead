//! The time of a request, as logs write it.

use crate::{json_paths::Scalar, minute::Shape};
use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone, Utc};
use std::{borrow::Cow, ops::Range};

/// What is expected where none of the forms fits.
pub(crate) const EXPECTED: &str =
    "expected ISO 8601 with a zone, 26/Apr/2016:08:00:00 +0000, or a number since 1970";

/// When requests were made, in seconds since 1970: from 2000 to 2099. A zero, a duration and the like are no times.
const PLAUSIBLE: Range<i64> = 946_684_800..4_102_444_800;

/// Reads times, remembering the last one: the lines of a log share their minute.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimeReader {
    /// The zone of times that say none.
    zone: Option<FixedOffset>,
    /// The last text that was parsed, and its time.
    text: Vec<u8>,
    time: Option<DateTime<Utc>>,
    /// When its minute started, where it has a [`Shape`].
    minute: Option<(Shape, DateTime<Utc>)>,
}

impl TimeReader {
    pub(crate) fn new(zone: Option<FixedOffset>) -> Self {
        Self { zone, ..Self::default() }
    }

    /// Whether times need no zone of their own.
    pub(crate) fn has_zone(&self) -> bool {
        self.zone.is_some()
    }

    /// The instant that a member of a JSON object says.
    pub(crate) fn read_scalar(&mut self, scalar: &Scalar<'_>) -> Option<DateTime<Utc>> {
        match scalar {
            Scalar::Text(text) => self.read(text.as_bytes()),
            Scalar::Integer(number) => plausible(since_1970(*number)?),
            Scalar::Float(number) => plausible(since_1970_with_fraction(*number)?),
            Scalar::Other(_) => None,
        }
    }

    /// The instant that a text says.
    #[inline]
    pub(crate) fn read(&mut self, text: &[u8]) -> Option<DateTime<Utc>> {
        let shape = Shape::of(text);
        if let Some(time) = shape.and_then(|shape| self.of_minute(shape, text)) {
            return Some(time);
        }
        self.read_other(shape, text)
    }

    fn read_other(&mut self, shape: Option<Shape>, text: &[u8]) -> Option<DateTime<Utc>> {
        if self.time.is_some() && self.text == text {
            return self.time;
        }
        self.time = parse(text, self.zone).and_then(plausible);
        self.minute = shape.zip(self.time).and_then(|(shape, time)| {
            Some((shape, time.checked_sub_signed(shape.of_minute(text)?)?))
        });
        self.text.clear();
        self.text.extend_from_slice(text);
        self.time
    }

    /// Where the text differs from the last one that was parsed in nothing but seconds.
    #[inline]
    fn of_minute(&self, shape: Shape, text: &[u8]) -> Option<DateTime<Utc>> {
        let (last, start) = self.minute?;
        let is_same = last == shape && shape.are_of_one_minute(&self.text, text);
        start.checked_add_signed(shape.of_minute(text).filter(|_| is_same)?)
    }
}

/// Whether a text is a number: another value may be one too, where a date is nothing else.
pub(crate) fn is_number(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

fn plausible(time: DateTime<Utc>) -> Option<DateTime<Utc>> {
    PLAUSIBLE.contains(&time.timestamp()).then_some(time)
}

fn parse(text: &[u8], zone: Option<FixedOffset>) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let forms: &[&str] = if text.contains('/') {
        &["%d/%b/%Y:%H:%M:%S%.f"]
    } else if text.contains(':') {
        &["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
    } else if text.contains('T') {
        &["%Y%m%dT%H%M%S%.f"]
    } else if let Ok(number) = text.parse() {
        return since_1970(number);
    } else {
        return since_1970_with_fraction(text.parse().ok()?);
    };
    // ISO 8601 takes a comma for the decimal sign, and prefers it.
    let text =
        if text.contains(',') { text.replacen(',', ".", 1).into() } else { Cow::Borrowed(text) };
    let zoned = |form: &&str| {
        // A zone with its colon or without, or shorter still; in combined logs behind a blank.
        let form = form.to_string() + if form.contains('/') { " %z" } else { "%#z" };
        DateTime::parse_from_str(&text, &form).ok()
    };
    let found = DateTime::parse_from_rfc3339(&text).ok().or_else(|| forms.iter().find_map(zoned));
    let found = found.or_else(|| {
        let local = |form: &&str| NaiveDateTime::parse_from_str(&text, form).ok();
        zone?.from_local_datetime(&forms.iter().find_map(local)?).single()
    });
    found.map(|time| time.to_utc())
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

/// Seconds or milliseconds since 1970, whichever makes a plausible time.
fn since_1970_with_fraction(number: f64) -> Option<DateTime<Utc>> {
    [1e6, 1e3].into_iter().find_map(|microseconds_each| {
        // As much as the number holds: a double has no nanoseconds left. Casts saturate.
        #[allow(clippy::cast_possible_truncation, reason = "what is beyond is not plausible")]
        let microseconds = (number * microseconds_each).round() as i64;
        DateTime::from_timestamp_micros(microseconds).and_then(plausible)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text.as_bytes(), None)
            .and_then(plausible)
            .map(|time| time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
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
            "2016-04-26T12:00:00,000Z",
            "2016-04-26 12:00:00,000+0000",
            "20160426T120000Z",
            "20160426T120000.000+0000",
            "20160426T080000,0-04",
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
            "20160426T120000",
            "20160426T1200Z",
            "2016-04-26T12:00:00;000Z",
            "0",
            "0.004",
            "4000",
            "-1461672000",
            "0001-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "1999-12-31T23:59:59.999Z",
            "2100-01-01T00:00:00Z",
            "26/Apr/1016:08:00:00 +0000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_not_mistaken_for_the_one_before_it() {
        let mut times = TimeReader::default();
        for text in ["1461672000", "1461672001", "x", "1461672001", "1461672000"] {
            assert_eq!(times.read(text.as_bytes()), parse(text.as_bytes(), None), "{text}");
        }
    }

    #[test]
    fn a_time_of_the_same_minute_is_what_it_is_alone() {
        for form in
            ["2016-04-26T{}Z", "2016-04-26T{}.250Z", "26/Apr/2016:{} -0400", "26/Apr/2016:{} +0530"]
        {
            let mut times = TimeReader::default();
            for time in [
                "12:00:00", "12:00:07", "12:00:59", "12:00:60", "12:00:61", "12:00:0x", "12:01:00",
                "13:01:00", "12:00:07",
            ] {
                let text = form.replace("{}", time);
                assert_eq!(times.read(text.as_bytes()), parse(text.as_bytes(), None), "{text}");
            }
        }
        let mut times = TimeReader::default();
        for text in [
            "26/Apr/2016:12:00:00 -0400",
            "26/Apr/2016:12:00:01 -0300",
            "26/Apr/2016:12:00:01x-0300",
        ] {
            assert_eq!(times.read(text.as_bytes()), parse(text.as_bytes(), None), "{text}");
        }
    }

    #[test]
    fn a_time_of_the_last_minute_is_known_without_parsing() {
        let mut times = TimeReader::default();
        for (text, later) in [
            ("2016-04-26T12:00:59Z", "2016-04-26T12:00:07Z"),
            ("2016-04-26T12:01:00.999Z", "2016-04-26T12:01:07.001Z"),
            ("26/Apr/2016:12:00:00 -0400", "26/Apr/2016:12:00:59 -0400"),
        ] {
            let known = |times: &TimeReader| {
                times.of_minute(Shape::of(later.as_bytes())?, later.as_bytes())
            };
            assert_eq!(known(&times), None, "{later}");
            times.read(text.as_bytes());
            assert_eq!(known(&times), parse(later.as_bytes(), None), "{later}");
        }
        times.read(b"soon");
        assert_eq!(times.of_minute(Shape::Combined, b"26/Apr/2016:12:00:59 -0400"), None);
    }

    #[test]
    fn a_zone_that_is_told_is_that_of_times_without_one_alone() {
        let zone = FixedOffset::east_opt(2 * 3600);
        for (text, expected) in [
            ("2016-04-26T14:00:00", 1_461_672_000),
            ("2016-04-26 14:00:00.000", 1_461_672_000),
            ("26/Apr/2016:14:00:00.000", 1_461_672_000),
            ("20160426T140000", 1_461_672_000),
            ("2016-04-26T12:00:00Z", 1_461_672_000),
            ("26/Apr/2016:08:00:00 -0400", 1_461_672_000),
        ] {
            let time = TimeReader::new(zone).read(text.as_bytes());
            assert_eq!(time.map(|time| time.timestamp()), Some(expected), "{text}");
        }
    }
}
