//! The expiry's grammar and calendar, exhaustively: no sampling.

mod util;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use store_auth::Expiry;

const ISO: &[u8; 24] = b"2016-04-26T08:17:59.059Z";
const JAVA: &[u8; 28] = b"2016-04-26T08:17:59.059+0000";

/// Writes a number as digits into `text`, ending before `end`.
fn put(text: &mut [u8], end: usize, digits: usize, mut number: u32) {
    for place in (end - digits..end).rev() {
        text[place] = b'0' + u8::try_from(number % 10).unwrap();
        number /= 10;
    }
}

fn parse(text: &[u8]) -> Option<DateTime<Utc>> {
    Expiry::parse(text).ok().map(|expiry| expiry.instant())
}

#[test]
fn every_date_of_four_digit_years_is_chronos() {
    let time = NaiveTime::from_hms_milli_opt(8, 17, 59, 59).unwrap();
    let mut text = *ISO;
    let mut real_dates = 0;
    for year in 0..=9999 {
        put(&mut text, 4, 4, year);
        for month in 0..=13 {
            put(&mut text, 7, 2, month);
            for day in 0..=32 {
                put(&mut text, 10, 2, day);
                let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day);
                let expected = date.map(|date| date.and_time(time).and_utc());
                assert_eq!(parse(&text), expected, "{}", text.escape_ascii());
                real_dates += u32::from(expected.is_some());
            }
        }
    }
    assert_eq!(real_dates, 3_652_425);
}

#[test]
fn every_month_and_day_of_two_digits_is_chronos() {
    let mut text = *JAVA;
    for (year, month, day) in [1900, 2000, 2015, 2016]
        .into_iter()
        .flat_map(|year| (0..10_000).map(move |n| (year, n / 100, n % 100)))
    {
        put(&mut text, 4, 4, year);
        put(&mut text, 7, 2, month);
        put(&mut text, 10, 2, day);
        let expected = NaiveDate::from_ymd_opt(year.cast_signed(), month, day);
        assert_eq!(parse(&text).map(|instant| instant.date_naive()), expected);
    }
}

/// All times that six digits can write, with milliseconds that are and are not the seconds again.
#[test]
fn every_time_of_day_is_chronos_in_both_forms() {
    let date = NaiveDate::from_ymd_opt(2016, 4, 26).unwrap();
    let (mut iso, mut java) = (*ISO, *JAVA);
    let mut real_times = 0;
    for number in 0..1_000_000 {
        let (hour, minute, second) = (number / 10_000, number / 100 % 100, number % 100);
        for milliseconds in [second, 999 - second] {
            for text in [&mut iso[..], &mut java[..]] {
                put(text, 13, 2, hour);
                put(text, 16, 2, minute);
                put(text, 19, 2, second);
                put(text, 23, 3, milliseconds);
            }
            // Chrono would take a leap second, from 1,000 ms up, only where it is asked to.
            let time = |milliseconds| {
                let time = NaiveTime::from_hms_milli_opt(hour, minute, second, milliseconds);
                time.map(|time| date.and_time(time).and_utc())
            };
            assert_eq!(parse(&iso), time(milliseconds));
            assert_eq!(parse(&java), time(if milliseconds == second { 0 } else { milliseconds }));
            real_times += u32::from(parse(&iso).is_some());
        }
    }
    assert_eq!(real_times, 2 * 86_400);
}

#[test]
fn every_millisecond_of_every_second_counts_from_its_second() {
    let (mut iso, mut java) = (*ISO, *JAVA);
    for second in 0..60 {
        put(&mut iso, 19, 2, second);
        put(&mut java, 19, 2, second);
        put(&mut iso, 23, 3, 0);
        let whole = parse(&iso).unwrap();
        for milliseconds in 0..1000 {
            put(&mut iso, 23, 3, milliseconds);
            put(&mut java, 23, 3, milliseconds);
            let exact = whole + TimeDelta::milliseconds(milliseconds.into());
            assert_eq!(parse(&iso), Some(exact));
            assert_eq!(parse(&java), Some(if milliseconds == second { whole } else { exact }));
        }
    }
}

#[test]
fn every_one_and_two_byte_mutation_of_a_good_expiry_is_judged_by_its_form_alone() {
    for good in [&ISO[..], &JAVA[..]] {
        let mut text = good.to_vec();
        for first in 0..good.len() {
            for second in first..good.len() {
                for byte in 0..=255_u8 {
                    text[first] = byte;
                    // Where both places are one, the second loop would only repeat the first.
                    for other in 0..=if first == second { 0 } else { 255 } {
                        if first != second {
                            text[second] = other;
                        }
                        assert_eq!(parse(&text).is_some(), is_good(&text, good.len()));
                    }
                }
                text[second] = good[second];
            }
            text[first] = good[first];
        }
    }
}

/// The grammar once more, by position and digit, for dates in months of at least 30 days and February.
fn is_good(text: &[u8], length: usize) -> bool {
    let form = if length == 24 {
        &b"9999-99-99T99:99:99.999Z"[..]
    } else {
        b"9999-99-99T99:99:99.999+0000"
    };
    let fits = |(&found, &form): (&u8, &u8)| match form {
        b'9' => found.is_ascii_digit(),
        _ => found == form,
    };
    let two = |at: usize| (text[at] - b'0') * 10 + (text[at + 1] - b'0');
    text.iter().zip(form).all(fits) && {
        let year = u32::from(two(0)) * 100 + u32::from(two(2));
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match two(5) {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(is_leap),
            _ => 0,
        };
        (1..=days).contains(&two(8)) && two(11) < 24 && two(14) < 60 && two(17) < 60
    }
}

#[test]
fn every_other_length_is_refused() {
    let text = [b'0'; 64];
    for length in (0..=64).filter(|length| ![24, 28].contains(length)) {
        assert_eq!(parse(&text[..length]), None);
        let padded = [&JAVA[..], &text].concat();
        assert_eq!(parse(&padded[..length]), None);
    }
}
