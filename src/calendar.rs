//! The proleptic Gregorian calendar, years 0000 to 9999. A year is given as its century and its number therein.
//!
//! chrono knows it as well, at twice the cost, and with panic paths that the optimizer does not see to be dead.

use chrono::{Datelike, NaiveDate};

/// How many days a month has; none where there is no such month.
#[inline]
pub(crate) fn days_of_month(century: u8, year: u8, month: u8) -> u8 {
    const DAYS: [u8; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap_day = if month == 2 { leap_day(century, year) } else { 0 };
    DAYS.get(usize::from(month)).copied().unwrap_or_default().wrapping_add(leap_day)
}

/// Days from 1970-01-01 to a date.
#[inline]
pub(crate) fn days_since_1970(century: u8, year: u8, month: u8, day: u8) -> i32 {
    /// From 0000-01-01 to 1970-01-01.
    const EPOCH: i32 = 719_528;
    /// In the months before, of a year that is no leap year.
    const BEFORE: [u16; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

    // Of the centuries before: 24 leap years each, and one more in each fourth, the first among them.
    let centuries = i32::from(century);
    let mut days = centuries.wrapping_mul(36_524).wrapping_add(centuries.wrapping_add(3) / 4);
    // Of the years before in this one: each fourth is a leap year, the first only in each fourth century.
    let years = i32::from(year);
    days = days.wrapping_add(years.wrapping_mul(365)).wrapping_add(years.wrapping_add(3) / 4);
    if year != 0 && leap_day(century, 0) == 0 {
        days = days.wrapping_sub(1);
    }
    if month > 2 {
        days = days.wrapping_add(leap_day(century, year).into());
    }
    let before = BEFORE.get(usize::from(month)).copied().unwrap_or_default();
    days.wrapping_add(before.into()).wrapping_add(day.into()).wrapping_sub(1).wrapping_sub(EPOCH)
}

/// 1 in a leap year, else 0.
#[inline]
fn leap_day(century: u8, year: u8) -> u8 {
    u8::from(if year == 0 { century } else { year } % 4 == 0)
}

/// Month and day of a date, counted from the day of its year.
pub(crate) fn month_and_day(date: NaiveDate) -> (u32, u32) {
    let february = if date.leap_year() { 29 } else { 28 };
    let (mut month, mut day) = (1_u32, date.ordinal());
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day <= length {
            break;
        }
        month = month.saturating_add(1);
        day = day.saturating_sub(length);
    }
    (month, day)
}
