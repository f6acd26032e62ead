//! An instant as libraries write it.

use chrono::{DateTime, Datelike, SubsecRound, Timelike, Utc};

/// Writes an instant, which a fraction of a second may be added to.
pub(crate) struct DateTexts {
    second: DateTime<Utc>,
    /// `2014-03-27T18:25:43`
    to_second: String,
}

impl DateTexts {
    /// Of a whole second: what is below it is left out.
    pub(crate) fn of(at: DateTime<Utc>) -> Self {
        let second = at.trunc_subsecs(0);
        let texts = Self { second, to_second: String::new() };
        Self { to_second: format!("{}T{}", texts.date(), texts.time()), ..texts }
    }

    fn date(&self) -> String {
        let at = self.second;
        format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day())
    }

    fn time(&self) -> String {
        let at = self.second;
        format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }

    /// The seconds of the minute.
    pub(crate) fn seconds(&self) -> u32 {
        self.second.second()
    }

    /// `2014-03-27T18:25:43`
    pub(crate) fn to_second(&self) -> &str {
        &self.to_second
    }

    /// As the Store sends it.
    pub(crate) fn java(&self) -> String {
        format!("{}.{:03}+0000", self.to_second, self.seconds())
    }

    /// As the documentation shows it.
    pub(crate) fn iso(&self, milliseconds: u32) -> String {
        format!("{}.{milliseconds:03}Z", self.to_second)
    }

    /// Milliseconds since 1970.
    pub(crate) fn in_milliseconds(&self, milliseconds: u32) -> String {
        self.second.timestamp_millis().saturating_add(milliseconds.into()).to_string()
    }

    /// Seconds since 1970, and what writes them so.
    pub(crate) fn in_seconds(&self, fractions: [u32; 2]) -> Vec<(String, &'static str)> {
        let second = self.second.timestamp();
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

    /// Texts of date libraries, and which ones.
    pub(crate) fn by_libraries(&self, fractions: [u32; 2]) -> Vec<(String, &'static str)> {
        let (date, time, to_second) = (self.date(), self.time(), self.to_second());
        let (year, month, day) = (self.second.year(), self.second.month(), self.second.day());
        let (minute, second) = (self.second.minute(), self.second.second());
        // English names, three letters each.
        let (week_day, month_name) = (self.second.format("%a"), self.second.format("%b"));
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
        let (is_afternoon, twelve) = self.second.hour12();
        let half = if is_afternoon { "PM" } else { "AM" };
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
                    &format!("{:04}", year.saturating_add(543)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates;

    /// What `dates` does not read back: another calendar, day and month in an order that differs by country, quotes.
    const NOT_READ: [&str; 7] = [
        ".NET's `ToString` without a culture",
        ".NET's `ToString` in the United States",
        "JavaScript's `toLocaleString` in the United States",
        ".NET's `ToString` in Great Britain",
        "JavaScript's `toLocaleString` in Great Britain",
        "Java in an Arabic locale",
        "JavaScript's `JSON.stringify`",
    ];

    #[test]
    fn what_libraries_write_is_read_as_the_instant_that_it_was_written_of() {
        for second in [1_395_944_743, 1_420_066_800, 951_782_400, 1_000_000_000] {
            let at = DateTime::from_timestamp_secs(second).unwrap_or_default();
            for milliseconds in [0, 7, 511, 980] {
                let texts = DateTexts::of(at);
                let mut all = texts.by_libraries([milliseconds, 0]);
                all.extend(texts.in_seconds([milliseconds, 0]));
                all.push((texts.in_milliseconds(milliseconds), ""));
                all.push((texts.iso(milliseconds), ""));
                all.push((texts.java(), ""));
                for (text, label) in all {
                    let read = dates::read(text.as_bytes()).map(|date| date.second);
                    let expected = match label {
                        "Java in a Thai locale" => continue,
                        _ if NOT_READ.contains(&label) => None,
                        _ => Some(at),
                    };
                    assert_eq!(read, expected, "{label}: {text}");
                }
            }
        }
    }

    #[test]
    fn the_store_repeats_the_seconds_for_milliseconds() {
        let texts = DateTexts::of(DateTime::from_timestamp_nanos(1_395_944_743_511_000_000));
        assert_eq!(texts.java(), "2014-03-27T18:25:43.043+0000");
        assert_eq!(texts.iso(7), "2014-03-27T18:25:43.007Z");
    }

    #[test]
    fn a_fraction_of_seconds_since_1970_has_no_zeros_behind_it() {
        let texts = DateTexts::of(DateTime::UNIX_EPOCH);
        let written = |fractions| {
            let texts = texts.in_seconds(fractions).into_iter();
            texts.map(|(text, _)| text).collect::<Vec<_>>()
        };
        assert_eq!(written([510, 0]), ["0", "0.0", "0.51"]);
        assert_eq!(written([7, 0]), ["0", "0.0", "0.007"]);
        assert_eq!(written([0, 0]), ["0", "0.0"]);
    }

    #[test]
    fn arabic_digits_are_those_of_the_time_and_not_of_the_zone() {
        assert_eq!(in_arabic_digits("2014-03T9.8+0000"), "٢٠١٤-٠٣T٩.٨+0000");
    }
}
