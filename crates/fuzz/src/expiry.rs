//! The expiry: any text, every well-formed text, every instant.

use crate::oracle::{Millis, read_expiry};
use arbitrary::{Arbitrary, Unstructured};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use store_auth::{Expiry, Field, Problem};

/// Seconds before 0000-01-01 and after 9999-12-31 that are looked at too.
const MARGIN: i64 = 400 * 366 * 86_400;
const YEAR_0: i64 = -62_167_219_200;
const YEAR_10_000: i64 = 253_402_300_800;

/// Any bytes as an expiry's text, as the digits of one, and as an instant to be written.
///
/// # Panics
/// Where a law does not hold.
pub fn expiry(data: &[u8]) {
    text(data);
    text(&with_digits_of(data));
    let (seconds, nanos) = <(i64, u32)>::arbitrary(&mut Unstructured::new(data)).unwrap();
    let seconds = seconds.rem_euclid(YEAR_10_000 - YEAR_0 + 2 * MARGIN) + YEAR_0 - MARGIN;
    // A second that ends a minute may be a leap second, of nearly two thousand million nanoseconds.
    let nanos = nanos % 2_000_000_000;
    let instant = DateTime::from_timestamp(seconds, nanos)
        .or_else(|| DateTime::from_timestamp(seconds, nanos % 1_000_000_000))
        .unwrap();
    written(instant);
}

fn form(java: bool) -> &'static [u8] {
    if java { b"dddd-dd-ddTdd:dd:dd.ddd+0000" } else { b"dddd-dd-ddTdd:dd:dd.dddZ" }
}

/// A text that has the form of an expiry, with digits drawn from `data`.
fn with_digits_of(data: &[u8]) -> Vec<u8> {
    let mut data = data.iter().copied().chain(std::iter::repeat(0));
    let java = data.next().is_some_and(|byte| byte & 1 == 1);
    let form = form(java);
    // The first digits of months, days and so on are mostly kept small: the rest is no date.
    let small = |place: usize, byte: u8| match place {
        5 => byte % 2,
        8 => byte % 4,
        11 => byte % 3,
        14 | 17 => byte % 7,
        _ => byte % 10,
    };
    form.iter()
        .enumerate()
        .map(|(place, byte)| match (byte, data.next()) {
            (b'd', Some(drawn)) => b'0' + small(place, drawn),
            (byte, _) => *byte,
        })
        .collect()
}

fn text(text: &[u8]) {
    let read = Expiry::parse(text);
    let by_oracle = read_expiry(text);
    let by_chrono = std::str::from_utf8(text).ok().and_then(by_chrono);
    let Ok(expiry) = read else {
        assert_eq!(by_oracle, None);
        let malformed = read.unwrap_err();
        assert_eq!(malformed.field, Field::Expiry);
        crate::compare::assert_is_one_line(&malformed.to_string());
        assert_is_right(text, malformed.problem);
        // What has the form is refused only for a date or time that chrono doesn't have either, or a leap second.
        if matches!(malformed.problem, Problem::Range { .. }) {
            assert!(by_chrono.is_none() || &text[17..19] == b"60", "{text:?}");
        }
        return;
    };
    assert_eq!(expiry.as_str().as_bytes(), text);
    assert_eq!(expiry.to_string().as_bytes(), text);
    assert_eq!(Expiry::parse(&expiry).as_ref(), Ok(&expiry));
    let instant = expiry.instant();
    assert_eq!(by_oracle, Some((expiry.to_string(), Millis::from(instant.timestamp_millis()))));

    // In the Java form, what chrono takes for milliseconds are the seconds again.
    let by_chrono = by_chrono.expect("chrono reads every expiry");
    let java = Expiry::java(by_chrono).unwrap();
    let whole_second = DateTime::from_timestamp(instant.timestamp(), 0).unwrap();
    if expiry == java {
        assert_eq!(instant, whole_second);
    } else {
        assert_eq!(instant, by_chrono);
    }
    assert!(whole_second <= instant && instant < whole_second + TimeDelta::seconds(1));
    written(instant);
}

/// Asserts that a text has the problem it is said to have, and none before it.
fn assert_is_right(text: &[u8], problem: Problem) {
    let form = form(text.len() == 28);
    let fits = |place: usize| match form[place] {
        b'd' => text[place].is_ascii_digit(),
        byte => text[place] == byte,
    };
    match problem {
        Problem::Length { found } => assert!(found == text.len() && ![24, 28].contains(&found)),
        Problem::Byte { offset, found } => {
            assert_eq!(found, text[offset]);
            assert!((0..offset).all(fits) && !fits(offset), "{text:?}");
        }
        Problem::Range { offset } => {
            assert!((0..text.len()).all(fits));
            let highest = [(5, "12"), (8, "31"), (11, "23"), (14, "59"), (17, "59")];
            let too_high =
                |(place, highest): &(usize, &str)| text[*place..*place + 2] > *highest.as_bytes();
            match highest.iter().find(|number| too_high(number)) {
                Some((place, _)) if *place <= offset => assert_eq!(*place, offset, "{text:?}"),
                // A month or day of 00, or a day that its month doesn't have.
                _ => assert!(offset == 5 || offset == 8, "{text:?}"),
            }
        }
        problem => panic!("{problem:?} of {text:?}"),
    }
}

fn by_chrono(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.3f%z")
        .or_else(|_| DateTime::parse_from_rfc3339(text))
        .ok()
        .map(|instant| instant.to_utc())
}

fn written(instant: DateTime<Utc>) {
    let (iso, java) = (Expiry::iso(instant), Expiry::java(instant));
    if !(0..=9999).contains(&instant.year()) {
        for refused in [iso, java] {
            assert_eq!(refused.unwrap_err().problem, Problem::Year);
        }
        return;
    }
    let (iso, java) = (iso.unwrap(), java.unwrap());
    for expiry in [&iso, &java] {
        assert_eq!(Expiry::parse(expiry.as_str()).as_ref(), Ok(expiry));
        assert_eq!(Expiry::java(expiry.instant()).as_ref(), Ok(&java));
    }
    let milliseconds = i64::from(instant.timestamp_subsec_millis().min(999));
    assert_eq!(iso.as_str().len(), 24);
    assert_eq!(iso.instant().timestamp_millis(), instant.timestamp() * 1000 + milliseconds);
    assert_eq!(java.as_str().len(), 28);
    assert_eq!(java.instant().timestamp_millis(), instant.timestamp() * 1000);
    assert_eq!(java.as_str(), crate::compare::java_rendering(iso.as_str()));
}
