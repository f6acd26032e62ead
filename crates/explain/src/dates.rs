//! Dates as libraries write them, read back into an instant.

use crate::code::Code;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

/// What a text that is no expiry of the scheme means all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// The whole second.
    pub(crate) second: DateTime<Utc>,
    pub(crate) milliseconds: u32,
    /// What is wrong with the form.
    pub(crate) code: Code,
}

/// Longer texts are no dates.
const LONGEST: usize = 80;

/// Reads a date in any of the forms that `date_texts` writes, and in some more.
pub(crate) fn read(text: &[u8]) -> Option<Date> {
    let text = std::str::from_utf8(text.get(..LONGEST.min(text.len()))?).ok()?.trim();
    of_number(text)
        .or_else(|| of_iso(text))
        .or_else(|| of_day_of_year(text))
        .or_else(|| of_words(text))
}

/// `2014-03-86T18:25:43.043+0000`, as `yyyy-MM-DD` prints a date.
fn of_day_of_year(text: &str) -> Option<Date> {
    let (date, time) = text.split_once('T')?;
    let mut parts = date.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let date = NaiveDate::from_yo_opt(i32::try_from(year).ok()?, day)?;
    let is_it = day > 31 && date.month() == month && parts.next().is_none();
    let read = of_iso(&format!("{}T{time}", date.format("%Y-%m-%d"))).filter(|_| is_it)?;
    Some(Date { code: Code::ExpiryDayOfYear, ..read })
}

/// Seconds or milliseconds since 1970.
fn of_number(text: &str) -> Option<Date> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        9 | 10 => Some(Date {
            second: DateTime::from_timestamp_secs(number)?,
            milliseconds: thousandths(fraction),
            code: Code::ExpiryEpochSeconds,
        }),
        12 | 13 => Some(Date {
            second: DateTime::from_timestamp_secs(number / 1000)?,
            milliseconds: u32::try_from(number % 1000).ok()?,
            code: Code::ExpiryEpochMilliseconds,
        }),
        _ => None,
    }
}

/// `2014-03-27T18:25:43`, with a space for the `T`, with or without a fraction and a zone.
fn of_iso(text: &str) -> Option<Date> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let mut parts = date.split(['-', '/']);
    let date = date_of(number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (time, rest) = (rest.get(..8)?, rest.get(8..)?);
    let time = time_of_day(time)?;
    let (fraction, zone) = match rest.strip_prefix(['.', ',']) {
        Some(rest) => {
            let end = rest.bytes().take_while(u8::is_ascii_digit).count();
            (rest.get(..end)?, rest.get(end..)?)
        }
        None => ("", rest),
    };
    let has_iso_zone = matches!(zone, "Z" | "+0000" | "+00:00");
    let code = if fraction.is_empty()
        && text.get(10..11) == Some("T")
        && (zone.is_empty() || has_iso_zone)
    {
        Code::ExpiryWithoutFraction
    } else if is_start_of_a_zone(zone) {
        Code::TruncatedValue
    } else if offset(zone)?.is_zero() {
        Code::ExpiryDateLibrary
    } else {
        Code::ExpiryLocalZone
    };
    let second = in_utc(date, time, offset(zone).unwrap_or_default())?;
    Some(Date { second, milliseconds: thousandths(fraction), code })
}

/// `Thu, 27 Mar 2014 18:25:43 GMT`, `Thu Mar 27 2014 18:25:43 GMT+0000 (…)`, `Thu Mar 27 18:25:43 UTC 2014`.
fn of_words(text: &str) -> Option<Date> {
    let text = text.split('(').next()?;
    let (mut month, mut day, mut year, mut time, mut zone) =
        (None, None, None, None, TimeDelta::zero());
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let named = MONTHS.iter().zip(1..).find(|(name, _)| word.starts_with(**name));
        if let Some((_, index)) =
            named.filter(|_| word.bytes().all(|byte| byte.is_ascii_alphabetic()))
        {
            month = Some(index);
        } else if word.contains(':') && word.len() == 8 {
            time = Some(time_of_day(word)?);
        } else if word.len() == 4 && number(word).is_some() {
            year = number(word);
        } else if word.len() <= 2 && number(word).is_some() {
            day = number(word);
        } else if let Some(east) = offset(word.trim_start_matches("GMT").trim_start_matches("UTC"))
        {
            zone = east;
        } else if !DAYS.iter().any(|name| word.starts_with(name)) {
            return None;
        }
    }
    let second = in_utc(date_of(year?, month?, day?)?, time?, zone)?;
    let code = if zone.is_zero() { Code::ExpiryDateLibrary } else { Code::ExpiryLocalZone };
    Some(Date { second, milliseconds: 0, code })
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn number(text: &str) -> Option<u32> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// The first three digits of a fraction.
fn thousandths(fraction: &str) -> u32 {
    let digits = fraction.bytes().chain(*b"000").take(3);
    digits.fold(0, |sum: u32, digit| {
        sum.wrapping_mul(10).wrapping_add(u32::from(digit.wrapping_sub(b'0')))
    })
}

/// Of `18:25:43`.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let mut parts = text.split(':').map(number);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then(|| NaiveTime::from_hms_opt(hour, minute, second))?
}

/// How far east of Greenwich. What has no zone is taken for UTC.
fn offset(zone: &str) -> Option<TimeDelta> {
    let zone = zone.trim();
    if matches!(zone, "" | "Z" | "z" | "UTC" | "GMT" | "+0000 UTC") {
        return Some(TimeDelta::zero());
    }
    let (sign, digits) = zone.split_at_checked(1)?;
    let (hours, minutes) = match (digits.len(), digits.split_once(':')) {
        (5, Some(parts)) => parts,
        (4, None) => digits.split_at_checked(2)?,
        _ => return None,
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours > 18 || minutes > 59 {
        return None;
    }
    let east = i64::from(hours.saturating_mul(60).saturating_add(minutes));
    match sign {
        // An unescaped plus arrives as a space.
        "+" | " " => TimeDelta::try_minutes(east),
        "-" => TimeDelta::try_minutes(east.saturating_neg()),
        _ => None,
    }
}

fn is_start_of_a_zone(zone: &str) -> bool {
    !zone.is_empty() && zone.len() < 5 && "+0000".starts_with(zone)
}

fn date_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| *year <= 9999)?;
    NaiveDate::from_ymd_opt(year, month, day)
}

fn in_utc(date: NaiveDate, time: NaiveTime, east: TimeDelta) -> Option<DateTime<Utc>> {
    Some(date.and_time(time).checked_sub_signed(east)?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Code::{
        ExpiryDateLibrary, ExpiryDayOfYear, ExpiryEpochMilliseconds, ExpiryEpochSeconds,
        ExpiryLocalZone, ExpiryWithoutFraction, TruncatedValue,
    };

    #[test]
    fn dates_of_many_libraries_mean_one_instant() {
        for (text, milliseconds, code) in [
            ("1395944743", 0, ExpiryEpochSeconds),
            ("1395944743.5", 500, ExpiryEpochSeconds),
            ("1395944743511", 511, ExpiryEpochMilliseconds),
            ("2014-03-27T18:25:43Z", 0, ExpiryWithoutFraction),
            ("2014-03-27T18:25:43", 0, ExpiryWithoutFraction),
            ("2014-03-27 18:25:43", 0, ExpiryDateLibrary),
            ("2014-03-27T18:25:43.511000+00:00", 511, ExpiryDateLibrary),
            ("2014-03-27 18:25:43.511 +0000 UTC", 511, ExpiryDateLibrary),
            ("2014-03-27T18:25:43.5110000Z", 511, ExpiryDateLibrary),
            ("2014-03-27T14:25:43.043-0400", 43, ExpiryLocalZone),
            ("2014-03-27T23:55:43+05:30", 0, ExpiryLocalZone),
            ("2014-03-86T18:25:43.043+0000", 43, ExpiryDayOfYear),
            ("2014-03-086T18:25:43.511Z", 511, ExpiryDayOfYear),
            ("2014-03-27T18:25:43.511+00", 511, TruncatedValue),
            ("2014-03-27 18:25:43.511+0000", 511, ExpiryDateLibrary),
            ("2014-03-28T12:25:43+18:00", 0, ExpiryLocalZone),
            ("2014-03-27T19:24:43+00:59", 0, ExpiryLocalZone),
            ("Thu, 27 Mar 2014 23:55:43 GMT+05:30", 0, ExpiryLocalZone),
            ("Thu Mar 27 18:25:43 Z 2014", 0, ExpiryDateLibrary),
            ("Thu, 27 Mar 2014 18:25:43 GMT", 0, ExpiryDateLibrary),
            ("Thu Mar 27 18:25:43 UTC 2014", 0, ExpiryDateLibrary),
            ("Thu Mar 27 2014 14:25:43 GMT-0400 (EDT)", 0, ExpiryLocalZone),
        ] {
            let second = DateTime::from_timestamp_nanos(1_395_944_743_000_000_000);
            let date = Date { second, milliseconds, code };
            assert_eq!(read(text.as_bytes()), Some(date), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "7",
            "2014",
            "tomorrow",
            "2014-13-27T18:25:43Z",
            "2014-02-29T18:25:43Z",
            "2014-03-27T24:00:00Z",
            "2014-03-27T18:25:43.511X",
            "Thu Mar 27",
            "2014-04-86T18:25:43Z",
            "2014-03-366T18:25:43Z",
            "é",
            "2014-03-2é18:25:43",
            "99999999999999999999",
            "1395944743.x",
            "2014-+3-27T18:25:43Z",
            "2014-01-031T18:25:43Z",
            "2014-03-28T13:25:43+19:00",
            "2014-03-27T19:25:43+00:60",
            "Thu, 027 Mar 2014 18:25:43 GMT",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
