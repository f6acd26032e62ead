//! The proleptic Gregorian calendar.
//!
//! chrono knows it as well, at twice the cost, and with panic paths that the optimizer does not see to be dead.

use chrono::NaiveDate;

/// How many days a month has; none where there is no such month. A year is its century and its number therein.
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

/// Year, month and day that lie so many days after 1970-01-01.
pub(crate) fn year_month_day(days_since_1970: i64) -> (i64, i64, i64) {
    /// Days of 400 years. They start on a first of March here: the leap day is the last of its year.
    const ERA: i64 = 146_097;
    let days = days_since_1970.saturating_add(719_468);
    let (era, day) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    // Without the leap days before it, each year has 365.
    let leap_days = (day / 1_460).wrapping_sub(day / 36_524).wrapping_add(day / 146_096);
    let year = day.wrapping_sub(leap_days) / 365;
    let before = year.wrapping_mul(365).wrapping_add(year / 4).wrapping_sub(year / 100);
    let day = day.wrapping_sub(before);
    // Five months have 153 days, wherever they start.
    let month = day.wrapping_mul(5).wrapping_add(2) / 153;
    let day = day.wrapping_sub(month.wrapping_mul(153).wrapping_add(2) / 5).wrapping_add(1);
    let (next, month) =
        if month < 10 { (0, month.wrapping_add(3)) } else { (1, month.wrapping_sub(9)) };
    (era.wrapping_mul(400).wrapping_add(year).wrapping_add(next), month, day)
}

/// The date that lies so many days after 1970-01-01, within chrono's range.
pub(crate) fn date(days_since_1970: i64) -> Option<NaiveDate> {
    let (year, month, day) = year_month_day(days_since_1970);
    NaiveDate::from_ymd_opt(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
}

/// 1 in a leap year, else 0.
#[inline]
fn leap_day(century: u8, year: u8) -> u8 {
    u8::from(if year == 0 { century } else { year } % 4 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;

    /// Days from 0000-12-31, from which chrono counts, to 1970-01-01.
    const EPOCH: i32 = 719_163;

    #[test]
    fn every_date_of_a_thousand_years_is_chronos() {
        for day in -365_000..365_000 {
            assert_eq!(date(day.into()), NaiveDate::from_num_days_from_ce_opt(day + EPOCH));
        }
    }

    #[test]
    fn dates_out_to_both_ends_of_chronos_calendar_are_chronos() {
        let days = |date: NaiveDate| date.num_days_from_ce() - EPOCH;
        let (first, last) = (days(NaiveDate::MIN), days(NaiveDate::MAX));
        for day in (first..=last).step_by(97).chain(last - 1000..=last).chain(first..=first + 1000)
        {
            assert_eq!(date(day.into()), NaiveDate::from_num_days_from_ce_opt(day + EPOCH));
        }
        assert_eq!([date(i64::from(first) - 1), date(i64::from(last) + 1)], [None, None]);
        assert_eq!([date(i64::MIN), date(i64::MAX)], [None, None]);
    }
}
