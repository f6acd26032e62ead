//! The expiry: its grammar, its instant, and its Java rendering.

use crate::{
    ascii::Ascii,
    instant,
    malformed::{Field, Malformed, Problem},
};
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use core::fmt;

pub(crate) const LENGTH: &str = "24 or 28";

/// The two forms; `d` stands for any digit.
const ISO: &[u8; 24] = b"dddd-dd-ddTdd:dd:dd.dddZ";
const JAVA: &[u8; 28] = b"dddd-dd-ddTdd:dd:dd.ddd+0000";
pub(crate) const MAX: usize = JAVA.len();

/// The text of an expiry, padded with zeros.
pub(crate) type ExpiryText = Ascii<MAX>;

/// The expiry of an authorization: its text, which is what was hashed, and the instant that the text means.
///
/// The grammar takes two forms, byte for byte, and nothing before or behind them:
///
/// | form | text | instant |
/// |---|---|---|
/// | ISO, as the Store documents it | `2014-03-27T18:25:43.511Z` | 18:25:43.511 |
/// | Java, as the Store sends it | `2014-03-27T18:25:43.043+0000` | 18:25:43.000, since `.043` is the seconds again |
/// | `+0000` with real milliseconds | `2014-03-27T18:25:43.511+0000` | 18:25:43.511 |
///
/// ```
/// use store_auth::Expiry;
///
/// let sent = Expiry::parse("2014-03-27T18:25:43.511Z")?;
/// assert_eq!(sent.instant().timestamp_millis(), 1_395_944_743_511);
///
/// let java = Expiry::java(sent.instant())?;
/// assert_eq!(java.as_str(), "2014-03-27T18:25:43.043+0000");
/// assert_eq!(java.instant().timestamp_millis(), 1_395_944_743_000);
/// # Ok::<(), store_auth::Malformed>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expiry {
    text: ExpiryText,
    instant: DateTime<Utc>,
}

impl Expiry {
    /// Reads an expiry in either form.
    ///
    /// # Errors
    /// A [`Malformed`] of [`Field::Expiry`]: another length than 24 or 28 bytes, a byte that has no place in the form,
    /// or a date or time that does not exist. Years run from 0000 to 9999, hours from 00 to 23, minutes and seconds
    /// from 00 to 59.
    pub fn parse<T: AsRef<[u8]> + ?Sized>(text: &T) -> Result<Self, Malformed> {
        let text = text.as_ref();
        match text.len() {
            24 => parse(text, ISO),
            28 => parse(text, JAVA),
            found => Err(Problem::Length { found }),
        }
        .map_err(malformed)
    }

    /// An instant in the form that the Store documents: milliseconds, rounded down, and `Z`.
    ///
    /// # Errors
    /// [`Problem::Year`] for an instant outside the years 0000 to 9999.
    pub fn iso(instant: DateTime<Utc>) -> Result<Self, Malformed> {
        let milliseconds = instant::milliseconds(instant);
        Self::write(instant, milliseconds, ISO)
    }

    /// An instant in the form that the Store sends, its Java rendering: the whole second, rounded down, the seconds
    /// again in place of milliseconds, and `+0000`.
    ///
    /// That is what Java's `SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.sssZ")` makes of an instant in UTC.
    ///
    /// # Errors
    /// [`Problem::Year`] for an instant outside the years 0000 to 9999.
    pub fn java(instant: DateTime<Utc>) -> Result<Self, Malformed> {
        Self::write(instant, instant.second(), JAVA)
    }

    fn write<const N: usize>(
        at: DateTime<Utc>,
        fraction: u32,
        form: &[u8; N],
    ) -> Result<Self, Malformed> {
        let at = at.naive_utc();
        let Ok(year @ 0..=9999) = u32::try_from(at.year()) else {
            return Err(malformed(Problem::Year));
        };
        let (month, day) = month_and_day(at.date());
        let mut text = *form;
        for (offset, digits, number) in [
            (0, 4, year),
            (5, 2, month),
            (8, 2, day),
            (11, 2, at.hour()),
            (14, 2, at.minute()),
            (17, 2, at.second()),
            (20, 3, fraction),
        ] {
            // From the last digit to the first. `write!` would leave panic paths.
            let mut rest = number;
            for to in text.iter_mut().skip(offset).take(digits).rev() {
                *to = b'0'.wrapping_add(u8::try_from(rest % 10).unwrap_or_default());
                rest /= 10;
            }
        }
        Self::parse(&text)
    }

    /// The text, byte for byte.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The instant that the text means, to the millisecond.
    #[must_use]
    pub fn instant(&self) -> DateTime<Utc> {
        self.instant
    }

    /// The start of the second in which the instant lies: all that a signature over the Java rendering covers.
    pub(crate) fn whole_second(&self) -> DateTime<Utc> {
        let instant = self.instant.naive_utc();
        // Zero nanoseconds exist in every second. `trunc_subsecs` subtracts, and leaves a panic path.
        instant.with_nanosecond(0).unwrap_or(instant).and_utc()
    }

    pub(crate) fn text(&self) -> &ExpiryText {
        &self.text
    }

    /// The Java rendering of the instant, as the text that is hashed.
    pub(crate) fn java_rendering(&self) -> ExpiryText {
        let mut java = *JAVA;
        let text = self.text.padded();
        for (to, from) in java.iter_mut().zip(text).take(20) {
            *to = *from;
        }
        let [.., hundreds, tens, ones, _, _, _, _, _] = &mut java;
        (*hundreds, *tens, *ones) = (b'0', text[17], text[18]);
        Ascii::full(java)
    }
}

impl AsRef<[u8]> for Expiry {
    fn as_ref(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

impl fmt::Display for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn malformed(problem: Problem) -> Malformed {
    Malformed { field: Field::Expiry, problem }
}

#[inline]
fn parse<const N: usize>(text: &[u8], form: &[u8; N]) -> Result<Expiry, Problem> {
    let text: &[u8; N] = text.try_into().map_err(|_| Problem::Length { found: text.len() })?;
    // All bytes at once, without a way out, for vector instructions.
    if text.iter().zip(form).fold(false, |bad, (found, form)| bad | !fits(*found, *form)) {
        return Err(first_bad_byte(text, form));
    }
    let digit = |at: usize| u16::from(text.get(at).copied().unwrap_or_default() & 0xf);
    let two = |at: usize| digit(at).wrapping_mul(10).wrapping_add(digit(at.wrapping_add(1)));
    let year = two(0).wrapping_mul(100).wrapping_add(two(2));
    let (month, day) = (two(5), two(8));
    let (hour, minute, second) = (two(11), two(14), two(17));
    let fraction = two(20).wrapping_mul(10).wrapping_add(digit(22));

    // `+0000` with the seconds again: the milliseconds were never sent.
    let milliseconds = if N == JAVA.len() && fraction == second { 0 } else { fraction };

    let out_of_range = |offset| Problem::Range { offset };
    if !(1..=12).contains(&month) {
        return Err(out_of_range(5));
    }
    let date =
        NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).ok_or(out_of_range(8))?;
    if hour > 23 {
        return Err(out_of_range(11));
    }
    if minute > 59 {
        return Err(out_of_range(14));
    }
    let instant = date
        .and_hms_milli_opt(hour.into(), minute.into(), second.into(), milliseconds.into())
        .ok_or(out_of_range(17))?
        .and_utc();
    let text = Ascii::new(text, 0).ok_or(Problem::Length { found: N })?;
    Ok(Expiry { text, instant })
}

#[inline]
fn fits(found: u8, form: u8) -> bool {
    let (first, last) = if form == b'd' { (b'0', b'9') } else { (form, form) };
    (first..=last).contains(&found)
}

#[cold]
fn first_bad_byte(text: &[u8], form: &[u8]) -> Problem {
    let offset = text.iter().zip(form).take_while(|(found, form)| fits(**found, **form)).count();
    Problem::Byte { offset, found: text.get(offset).copied().unwrap_or_default() }
}

/// What belongs at an offset, for a message.
pub(crate) fn byte(offset: usize) -> &'static str {
    match ISO.get(offset) {
        Some(b'd') => "a digit",
        Some(b'-') => "'-'",
        Some(b'T') => "'T'",
        Some(b':') => "':'",
        Some(b'.') => "'.'",
        _ => "the zone Z or +0000",
    }
}

/// What numbers there are at an offset, for a message.
pub(crate) fn range(offset: usize) -> &'static str {
    match offset {
        5 => "a month from 01 to 12",
        8 => "a day of that month",
        11 => "an hour from 00 to 23",
        14 => "a minute from 00 to 59",
        _ => "a second from 00 to 59",
    }
}

/// Month and day, counted from the day of the year: chrono's own look-up leaves a panic path.
fn month_and_day(date: NaiveDate) -> (u32, u32) {
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
