//! An instant as `SimpleDateFormat` prints it by the Store's pattern with one letter exchanged for another.
//!
//! The pattern is `yyyy-MM-dd'T'HH:mm:ss.sssZ`; letters that differ in case alone mean other things.

use crate::{code::Code, expiry_form::ExpiryForm};
use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};

/// The texts of other patterns, the likelier ones first.
pub(crate) fn of(second: DateTime<Utc>, milliseconds: u32) -> Vec<ExpiryForm> {
    let mut texts = Texts { second, milliseconds, forms: Vec::new() };
    texts.by_the_clock();
    texts.by_the_year();
    texts.by_the_day();
    texts.by_month_and_minute();
    texts.forms
}

/// The texts that such a pattern may have made the one that was sent of.
pub(crate) fn undone(second: DateTime<Utc>, milliseconds: u32) -> Vec<ExpiryForm> {
    let mut texts = Texts { second, milliseconds, forms: Vec::new() };
    texts.by_the_other_half_of_the_day();
    texts.by_the_other_year();
    texts.forms
}

struct Texts {
    second: DateTime<Utc>,
    milliseconds: u32,
    forms: Vec<ExpiryForm>,
}

impl Texts {
    /// The 12-hour clock, which forgets which half of the day it is.
    fn by_the_clock(&mut self) {
        let hour = self.second.hour();
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        let twenty_four = if hour == 0 { 24 } else { hour };
        let mut hours = vec![hour];
        for (other, label) in [
            (twelve, "the Store's form with `hh` for `HH`"),
            (hour % 12, "the Store's form with `KK` for `HH`"),
            (twenty_four, "the Store's form with `kk` for `HH`"),
        ] {
            if !hours.contains(&other) {
                hours.push(other);
                self.add_hour(other, label);
            }
        }
    }

    fn by_the_other_half_of_the_day(&mut self) {
        let label = "the time that `hh` made the one that was sent of";
        match self.second.hour() {
            12 => self.add_hour(0, label),
            hour @ 1..12 => self.add_hour(hour.saturating_add(12), label),
            _ => {}
        }
    }

    fn add_hour(&mut self, hour: u32, label: &'static str) {
        let to_second = self.to_second(&self.date(), hour, self.second.minute());
        self.add(&to_second, Code::ExpiryTwelveHours, label);
        for milliseconds in 0..1000 {
            for zone in ["Z", "+0000"] {
                let text = format!("{to_second}.{milliseconds:03}{zone}");
                self.add_text(text, Code::ExpiryTwelveHours, label);
            }
        }
    }

    /// The year that the week belongs to, by the rules of the United States, of ISO 8601 and of no country.
    fn by_the_year(&mut self) {
        let date = self.second.date_naive();
        // Weeks from Sunday or Monday on that belong to the year in which they end.
        let to_end =
            |days: u32| date.checked_add_signed(TimeDelta::days(6_i64.saturating_sub(days.into())));
        let of_sunday = to_end(date.weekday().num_days_from_sunday()).map(|end| end.year());
        let of_monday = to_end(date.weekday().num_days_from_monday()).map(|end| end.year());
        let signed = [of_sunday, Some(date.iso_week().year()), of_monday];
        for other in signed.into_iter().flatten() {
            self.add_year(other, "the Store's form with `YYYY` for `yyyy`");
        }
    }

    fn by_the_other_year(&mut self) {
        let (at, label) = (self.second, "the year that `YYYY` made the one that was sent of");
        match (at.month(), at.day()) {
            (12, 25..) => self.add_year(at.year().saturating_sub(1), label),
            (1, ..=7) => self.add_year(at.year().saturating_add(1), label),
            _ => {}
        }
    }

    fn add_year(&mut self, year: i32, label: &'static str) {
        let at = self.second;
        if year != at.year() {
            let date = format!("{year:04}-{:02}-{:02}", at.month(), at.day());
            let to_second = self.to_second(&date, at.hour(), at.minute());
            self.add(&to_second, Code::ExpiryWeekYear, label);
        }
    }

    fn by_the_day(&mut self) {
        let at = self.second;
        let date = format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.ordinal());
        let to_second = self.to_second(&date, at.hour(), at.minute());
        self.add(&to_second, Code::ExpiryDayOfYear, "the Store's form with `DD` for `dd`");
    }

    fn by_month_and_minute(&mut self) {
        let at = self.second;
        let (month, minute) = (at.month(), at.minute());
        for (first, second, label) in [
            (minute, minute, "the Store's form with `mm` for `MM`"),
            (month, month, "the Store's form with `MM` for `mm`"),
            (minute, month, "the Store's form with `mm` and `MM` exchanged"),
        ] {
            let date = format!("{:04}-{first:02}-{:02}", at.year(), at.day());
            let to_second = self.to_second(&date, at.hour(), second);
            self.add(&to_second, Code::ExpiryMonthMinute, label);
        }
    }

    fn date(&self) -> String {
        self.second.format("%Y-%m-%d").to_string()
    }

    fn to_second(&self, date: &str, hour: u32, minute: u32) -> String {
        format!("{date}T{hour:02}:{minute:02}:{:02}", self.second.second())
    }

    /// With every fraction and zone that the rest of such a pattern prints in UTC.
    fn add(&mut self, to_second: &str, code: Code, label: &'static str) {
        for zone in ["+0000", "Z", "+00:00"] {
            for fraction in [self.second.second(), self.milliseconds, 0] {
                self.add_text(format!("{to_second}.{fraction:03}{zone}"), code, label);
            }
            self.add_text(format!("{to_second}{zone}"), code, label);
        }
        self.add_text(to_second.to_owned(), code, label);
    }

    fn add_text(&mut self, text: String, code: Code, label: &'static str) {
        self.forms.push(ExpiryForm { text: text.into_bytes(), code: Some(code), label });
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "it is a test")]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_writes(at: &str, code: Code, texts: &[&str]) {
        let forms = at.parse().map(|second| [of(second, 511), undone(second, 511)].concat());
        let forms = forms.unwrap_or_default();
        for text in texts {
            let has = |form: &ExpiryForm| form.text == text.as_bytes() && form.code == Some(code);
            assert!(forms.iter().any(has), "{at}: {text}");
        }
    }

    /// The hours of the forms of the 12-hour clock, each once, and what prints them.
    fn hours(forms: &[ExpiryForm]) -> Vec<(u32, &'static str)> {
        let by_clock = forms.iter().filter(|form| form.code == Some(Code::ExpiryTwelveHours));
        let hours = by_clock.filter_map(|form| {
            let hour = core::str::from_utf8(form.text.get(11..13)?).ok()?;
            Some((hour.parse().ok()?, form.label))
        });
        let mut hours: Vec<_> = hours.collect();
        hours.dedup();
        hours
    }

    #[test]
    fn hours_are_printed_as_java_prints_them_by_each_letter() {
        let [hh, upper, kk] = ["hh", "KK", "kk"]
            .map(|letters| move |(_, label): &(u32, &str)| label.contains(&format!("`{letters}`")));
        for hour in 0..24 {
            let second = DateTime::UNIX_EPOCH + TimeDelta::hours(hour);
            let found = hours(&of(second, 0));
            let hour = second.hour();
            // As the documentation of `SimpleDateFormat` has them: from 1 to 12, from 0 to 11, from 1 to 24.
            let twelve = (hour + 11) % 12 + 1;
            let printed = [twelve, hour % 12, (hour + 23) % 24 + 1];
            let others: Vec<_> = printed.into_iter().filter(|other| *other != hour).collect();
            assert!(found.iter().all(|(other, _)| others.contains(other)), "{hour}: {found:?}");
            assert!(others.iter().all(|other| found.iter().any(|(known, _)| known == other)));
            assert_eq!(found.iter().any(hh), twelve != hour, "{hour}: {found:?}");
            assert_eq!(found.iter().any(upper), hour == 12, "{hour}: {found:?}");
            assert_eq!(found.iter().any(kk), hour == 0, "{hour}: {found:?}");

            let undone = hours(&undone(second, 0));
            let undone: Vec<_> = undone.into_iter().map(|(hour, _)| hour).collect();
            let made_of: Vec<_> = (0..24)
                .filter(|made_of| *made_of != hour && (made_of + 11) % 12 + 1 == hour)
                .collect();
            assert_eq!(undone, made_of, "{hour}");
        }
    }

    #[test]
    fn the_year_of_the_week_is_undone_within_a_week_of_new_year() {
        let years = |at: &str| {
            let forms = at.parse().map(|second| undone(second, 511)).unwrap_or_default();
            let of_week = forms.iter().filter(|form| form.code == Some(Code::ExpiryWeekYear));
            let years = of_week.filter_map(|form| form.text.get(..4)).map(<[u8]>::to_vec);
            let mut years: Vec<_> = years.collect();
            years.dedup();
            years
        };
        for (at, expected) in [
            ("2016-12-24T08:17:59Z", None),
            ("2016-12-25T08:17:59Z", Some(b"2015")),
            ("2016-12-31T08:17:59Z", Some(b"2015")),
            ("2016-01-01T08:17:59Z", Some(b"2017")),
            ("2016-01-07T08:17:59Z", Some(b"2017")),
            ("2016-01-08T08:17:59Z", None),
        ] {
            assert!(years(at).iter().eq(expected), "{at}");
        }
    }

    #[test]
    fn noon_and_midnight_are_twelve_by_the_12_hour_clock() {
        let code = Code::ExpiryTwelveHours;
        assert_writes("2016-04-26T18:17:59Z", code, &["2016-04-26T06:17:59.059+0000"]);
        assert_writes(
            "2016-04-26T00:17:59Z",
            code,
            &["2016-04-26T12:17:59.511Z", "2016-04-26T24:17:59.000Z"],
        );
        assert_writes("2016-04-26T12:17:59Z", code, &["2016-04-26T00:17:59.059+0000"]);
        assert_writes("2016-04-26T06:17:59Z", code, &["2016-04-26T18:17:59.059+0000"]);
    }

    #[test]
    fn around_new_year_the_week_belongs_to_another_year() {
        let code = Code::ExpiryWeekYear;
        assert_writes("2015-12-31T08:17:59Z", code, &["2016-12-31T08:17:59.059+0000"]);
        assert_writes("2016-01-01T08:17:59Z", code, &["2015-01-01T08:17:59.059+0000"]);
    }

    #[test]
    fn the_last_days_of_the_calendar_have_no_other_year_to_belong_to() {
        let last = "9999-12-31T23:59:59Z";
        assert_writes(last, Code::ExpiryTwelveHours, &["9999-12-31T11:59:59.059+0000"]);
    }
}
