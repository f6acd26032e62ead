//! The texts that an expiry may have been signed as.

use super::{
    code::Code,
    dates::{self, DAYS, MONTHS},
    gather::Sent,
    repairs,
};
use crate::{calendar::year_month_day, expiry, verifier::ExpiryEncoding};
use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::ops::Range;

/// A text that may have been signed.
pub(super) struct ExpiryForm {
    pub(super) text: Vec<u8>,
    /// Which mistake that would be, if any.
    pub(super) code: Option<Code>,
    /// What writes it so.
    pub(super) label: &'static str,
}

/// The forms of an expiry, the likelier ones first.
#[derive(Default)]
pub(super) struct ExpiryForms {
    /// Few enough to be tried together with another mistake.
    pub(super) few: Vec<ExpiryForm>,
    /// Every millisecond and every zone: tried alone.
    pub(super) many: Vec<ExpiryForm>,
}

impl ExpiryForms {
    pub(super) fn of(sent: &Sent, encoding: ExpiryEncoding) -> Self {
        let mut forms = Self::default();
        let text = sent.text.as_slice();
        let date = match expiry::instant(text) {
            Ok(instant) => {
                let java = expiry::java_rendering(text);
                let (received, rendered) = match encoding {
                    ExpiryEncoding::Either => (None, None),
                    ExpiryEncoding::AsReceived => (None, Some(Code::ExpiryOtherForm)),
                    ExpiryEncoding::JavaSample if java.is_none() => (None, None),
                    ExpiryEncoding::JavaSample => (Some(Code::ExpiryOtherForm), None),
                };
                forms.add(text, received, "");
                if let Some(java) = java {
                    forms.add(java, rendered, "the form in which the Store sends it");
                }
                let milliseconds = instant.utc().timestamp_millis();
                Some((milliseconds.div_euclid(1000), fraction(text)))
            }
            Err(_) => forms.of_malformed(text),
        };
        forms.add_changed(sent);
        if let Some((second, milliseconds)) = date {
            forms.add_written(second, milliseconds);
        }
        forms
    }

    /// The forms of a text that the grammar refuses; what instant it means, if any.
    fn of_malformed(&mut self, text: &[u8]) -> Option<(i64, u32)> {
        let date = dates::read(text);
        for (repaired, code) in repairs::of(text) {
            if expiry::instant(&repaired).is_ok() {
                self.add(&repaired, Some(code), "");
                if let Some(java) = expiry::java_rendering(&repaired) {
                    self.add(java, Some(code), "");
                }
            }
        }
        let code = date.map_or(Code::ExpiryDateLibrary, |date| date.code);
        self.add(text, Some(code), "");
        let date = date?;
        let written = Written::new(date.second);
        for text in [written.java(), written.iso(date.milliseconds)] {
            self.add(text, Some(code), "");
        }
        for milliseconds in 0..1000 {
            self.add_one_of_many(written.iso(milliseconds), code, "");
        }
        Some((date.second, date.milliseconds))
    }

    /// What encoding and decoding make of the texts so far.
    fn add_changed(&mut self, sent: &Sent) {
        let right: Vec<_> = self.few.iter().map(|form| form.text.clone()).collect();
        for text in &right {
            for (changed, code) in repairs::signed_instead_of(text) {
                // The expiry is the end of the message: a line break behind it is one behind that.
                if !changed.ends_with(b"\n") {
                    self.add(changed, Some(code), "");
                }
            }
        }
        if sent.raw != sent.text {
            self.add(&sent.raw, Some(Code::PercentEncoded), "");
        }
    }

    fn add_written(&mut self, second: i64, milliseconds: u32) {
        let written = Written::new(second);
        let fractions = [milliseconds, 0];
        for fraction in [milliseconds, written.second, 0] {
            self.add(
                written.iso(fraction),
                Some(Code::ExpiryOtherForm),
                "the form of the documentation",
            );
        }
        for fraction in fractions {
            let text = format!("{}.{fraction:03}+0000", written.to_second());
            self.add(text, Some(Code::ExpiryMilliseconds), "the Store's form with `SSS` for `sss`");
        }
        for (text, label) in written.in_seconds(fractions) {
            self.add(text, Some(Code::ExpiryEpochSeconds), label);
        }
        for fraction in fractions {
            let text = written.in_milliseconds(fraction);
            self.add(text, Some(Code::ExpiryEpochMilliseconds), "milliseconds since 1970");
        }
        for (zone, label) in [
            ("Z", "RFC 3339, as Go, Java and Python write it"),
            ("+0000", "PHP's DATE_ISO8601"),
            ("+00:00", "PHP's `date('c')`, RFC 3339"),
            ("", ".NET's format `s`"),
        ] {
            let text = format!("{}{zone}", written.to_second());
            self.add(text, Some(Code::ExpiryWithoutFraction), label);
        }
        for (text, label) in written.by_libraries(fractions) {
            self.add(text, Some(Code::ExpiryDateLibrary), label);
        }
        for milliseconds in 0..1000 {
            let with_zone = format!("{}.{milliseconds:03}+0000", written.to_second());
            let label = "real milliseconds";
            self.add_one_of_many(written.iso(milliseconds), Code::ExpiryMilliseconds, label);
            self.add_one_of_many(with_zone, Code::ExpiryMilliseconds, label);
            let since = written.in_milliseconds(milliseconds);
            self.add_one_of_many(since, Code::ExpiryEpochMilliseconds, "milliseconds since 1970");
        }
        for quarters in QUARTER_HOURS.filter(|quarters| *quarters != 0) {
            self.add_local(second, milliseconds, quarters);
        }
    }

    /// The forms with the time of a zone.
    fn add_local(&mut self, second: i64, milliseconds: u32, quarters: i64) {
        let minutes = quarters.wrapping_mul(15);
        let local = Written::new(second.wrapping_add(minutes.wrapping_mul(60)));
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        let zones = [
            format!("{sign}{hours:02}{minutes:02}"),
            format!("{sign}{hours:02}:{minutes:02}"),
            "Z".to_string(),
            "+0000".to_string(),
        ];
        let labels = [
            "the zone as `Z` prints it",
            "the zone as `XXX` prints it",
            "a literal Z",
            "a literal +0000",
        ];
        for (zone, label) in zones.iter().zip(labels) {
            for fraction in [local.second, milliseconds, 0] {
                let text = format!("{}.{fraction:03}{zone}", local.to_second());
                self.add_one_of_many(text, Code::ExpiryLocalZone, label);
            }
            let text = format!("{}{zone}", local.to_second());
            self.add_one_of_many(text, Code::ExpiryLocalZone, label);
        }
    }

    fn add(&mut self, text: impl AsRef<[u8]>, code: Option<Code>, label: &'static str) {
        let text = text.as_ref();
        if self.few.iter().all(|form| form.text != text) {
            self.few.push(ExpiryForm { text: text.to_vec(), code, label });
        }
    }

    fn add_one_of_many(&mut self, text: String, code: Code, label: &'static str) {
        self.many.push(ExpiryForm { text: text.into_bytes(), code: Some(code), label });
    }
}

/// From 12 hours west of Greenwich to 14 hours east of it: every zone that has been in use since 1972.
const QUARTER_HOURS: Range<i64> = -48..57;

/// The milliseconds that a text of the grammar shows.
fn fraction(text: &[u8]) -> u32 {
    let digits = text.get(20..23).unwrap_or_default();
    digits.iter().fold(0, |sum: u32, digit| {
        sum.wrapping_mul(10).wrapping_add(u32::from(digit.wrapping_sub(b'0')))
    })
}

/// The parts of an instant, to be written.
struct Written {
    since_1970: i64,
    year: i64,
    month: i64,
    day: i64,
    week_day: &'static str,
    month_name: &'static str,
    hour: i64,
    minute: i64,
    second: u32,
}

impl Written {
    fn new(second: i64) -> Self {
        let days = second.div_euclid(86_400);
        let of_day = second.rem_euclid(86_400);
        let (year, month, day) = year_month_day(days);
        let nth = |names: &[&'static str], index: i64| {
            usize::try_from(index)
                .ok()
                .and_then(|index| names.get(index).copied())
                .unwrap_or_default()
        };
        Self {
            since_1970: second,
            year,
            month,
            day,
            week_day: nth(&DAYS, days.rem_euclid(7)),
            month_name: nth(&MONTHS, month.wrapping_sub(1)),
            hour: of_day / 3600,
            minute: of_day / 60 % 60,
            second: u32::try_from(of_day % 60).unwrap_or_default(),
        }
    }

    fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    fn time(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }

    fn to_second(&self) -> String {
        format!("{}T{}", self.date(), self.time())
    }

    fn java(&self) -> String {
        format!("{}.{:03}+0000", self.to_second(), self.second)
    }

    fn iso(&self, milliseconds: u32) -> String {
        format!("{}.{milliseconds:03}Z", self.to_second())
    }

    fn in_milliseconds(&self, milliseconds: u32) -> String {
        self.since_1970.wrapping_mul(1000).wrapping_add(milliseconds.into()).to_string()
    }

    fn in_seconds(&self, fractions: [u32; 2]) -> Vec<(String, &'static str)> {
        let second = self.since_1970;
        let mut texts = vec![
            (second.to_string(), "seconds since 1970"),
            (format!("{second}.0"), "Python's `timestamp()`"),
        ];
        for fraction in fractions.into_iter().filter(|fraction| *fraction != 0) {
            let digits = format!("{fraction:03}");
            let text = format!("{second}.{}", digits.trim_end_matches('0'));
            texts.push((text, "Python's `timestamp()`"));
        }
        texts
    }

    fn by_libraries(&self, fractions: [u32; 2]) -> Vec<(String, &'static str)> {
        let (date, time, to_second) = (self.date(), self.time(), self.to_second());
        let Self { year, month, day, week_day, month_name, hour, minute, second, .. } = self;
        let mut texts = Vec::new();
        for fraction in fractions {
            let three = format!("{fraction:03}");
            let trimmed = three.trim_end_matches('0');
            let trimmed = if trimmed.is_empty() { String::new() } else { format!(".{trimmed}") };
            texts.extend([
                (format!("{to_second}.{three}+00:00"), "PHP's DATE_RFC3339_EXTENDED"),
                (format!("{to_second}.{three}"), "a date without a zone"),
                (format!("{to_second}.{three}000+00:00"), "Python's `isoformat()`"),
                (format!("{to_second}.{three}000"), "Python's `isoformat()` without a zone"),
                (format!("{to_second}.{three}000Z"), "Python's `strftime` with `%fZ`"),
                (format!("{to_second}.{three}000+0000"), "Python's `strftime` with `%f%z`"),
                (format!("{date} {time}.{three}000+00:00"), "Python's `str()`"),
                (format!("{date} {time}.{three}000"), "Python's `str()` without a zone"),
                (format!("{date} {time}.{three}"), "a time stamp of SQL"),
                (format!("{to_second}{trimmed}Z"), "Go's RFC3339Nano"),
                (format!("{date} {time}{trimmed} +0000 UTC"), "Go's `String()`"),
                (format!("{to_second}.{three}0000Z"), ".NET's format `o`"),
                (format!("{to_second}.{three}0000+00:00"), ".NET's format `o` of a DateTimeOffset"),
                (format!("\"{to_second}.{three}Z\""), "JavaScript's `JSON.stringify`"),
            ]);
        }
        let (twelve, half) = match hour {
            0 => (12, "AM"),
            1..12 => (*hour, "AM"),
            12 => (12, "PM"),
            _ => (hour.wrapping_sub(12), "PM"),
        };
        let clock = format!("{twelve}:{minute:02}:{second:02} {half}");
        let day_first = format!("{week_day}, {day:02} {month_name} {year:04} {time}");
        let month_first = format!("{week_day} {month_name} {day:02}");
        texts.extend([
            (format!("{date} {time}+00:00"), "Python's `str()`"),
            (format!("{date} {time}"), "PHP's and SQL's `Y-m-d H:i:s`"),
            (format!("{date} {time}Z"), ".NET's format `u`"),
            (format!("{date} {time} UTC"), "Ruby's `to_s`"),
            (format!("{date} {time} +0000"), "Ruby's `to_s`"),
            (
                format!("{day_first} GMT"),
                "JavaScript's `toUTCString`, .NET's format `r`, PHP's DATE_RFC7231",
            ),
            (format!("{day_first} +0000"), "PHP's DATE_RFC2822, Go's RFC1123Z"),
            (format!("{day_first} UTC"), "Go's RFC1123"),
            (
                format!("{month_first} {year:04} {time} GMT+0000 (Coordinated Universal Time)"),
                "JavaScript's `toString`",
            ),
            (format!("{month_first} {year:04} {time} GMT+0000 (UTC)"), "JavaScript's `toString`"),
            (format!("{month_first} {year:04} {time} GMT+0000"), "JavaScript's `toString`"),
            (
                format!("{month_first} {time} UTC {year:04}"),
                "Java's `Date.toString`, Go's UnixDate",
            ),
            (format!("{month_first} {time} GMT {year:04}"), "Java's `Date.toString`"),
            (
                format!("{week_day} {month_name} {day:2} {time} {year:04}"),
                "C's and Python's `ctime`, Go's ANSIC",
            ),
            (
                format!("{month:02}/{day:02}/{year:04} {time}"),
                ".NET's `ToString` without a culture",
            ),
            (format!("{month}/{day}/{year} {clock}"), ".NET's `ToString` in the United States"),
            (
                format!("{month}/{day}/{year}, {clock}"),
                "JavaScript's `toLocaleString` in the United States",
            ),
            (format!("{day:02}/{month:02}/{year:04} {time}"), ".NET's `ToString` in Great Britain"),
            (
                format!("{day:02}/{month:02}/{year:04}, {time}"),
                "JavaScript's `toLocaleString` in Great Britain",
            ),
            (self.java().to_ascii_lowercase(), "a text made lower case"),
            (
                self.java().replacen(
                    &format!("{year:04}"),
                    &format!("{:04}", year.wrapping_add(543)),
                    1,
                ),
                "Java in a Thai locale",
            ),
            (in_arabic_digits(&self.java()), "Java in an Arabic locale"),
        ]);
        texts
    }
}

/// All but the zone, which Java prints in ASCII.
fn in_arabic_digits(text: &str) -> String {
    let (time, zone) = text.split_once('+').unwrap_or((text, ""));
    let digit = |letter: char| {
        letter.to_digit(10).and_then(|digit| char::from_u32(digit.wrapping_add(0x660)))
    };
    let time: String = time.chars().map(|letter| digit(letter).unwrap_or(letter)).collect();
    format!("{time}+{zone}")
}
