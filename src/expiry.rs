//! The expiry: its grammar, its instant, and its Java rendering.

use crate::{
    ascii::Ascii,
    instant,
    malformed::{Field, Malformed, Problem},
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SubsecRound, Timelike, Utc};
use core::fmt::{self, Write};

pub(crate) const LENGTH: &str = "24 or 28";

/// Both forms up to their zone; `d` stands for any digit.
const STAMP: &[u8; 23] = b"dddd-dd-ddTdd:dd:dd.ddd";
const ISO_ZONE: &[u8] = b"Z";
const JAVA_ZONE: &[u8] = b"+0000";
const MAX: usize = STAMP.len() + JAVA_ZONE.len();

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
    text: Ascii<MAX>,
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
        parse(text).map_err(malformed).map(|instant| Self { text: Ascii::new(text), instant })
    }

    /// An instant in the form that the Store documents: milliseconds, rounded down, and `Z`.
    ///
    /// # Errors
    /// [`Problem::Year`] for an instant outside the years 0000 to 9999.
    pub fn iso(instant: DateTime<Utc>) -> Result<Self, Malformed> {
        let milliseconds = instant::milliseconds(instant);
        Self::write(instant, milliseconds, "Z")
    }

    /// An instant in the form that the Store sends, its Java rendering: the whole second, rounded down, the seconds
    /// again in place of milliseconds, and `+0000`.
    ///
    /// That is what Java's `SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.sssZ")` makes of an instant in UTC.
    ///
    /// # Errors
    /// [`Problem::Year`] for an instant outside the years 0000 to 9999.
    pub fn java(instant: DateTime<Utc>) -> Result<Self, Malformed> {
        Self::write(instant, instant.second(), "+0000")
    }

    fn write(at: DateTime<Utc>, fraction: u32, zone: &str) -> Result<Self, Malformed> {
        if !(0..=9999).contains(&at.year()) {
            return Err(malformed(Problem::Year));
        }
        let mut text = Text::default();
        let date = at.date_naive();
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        // Writing to `Text` fails only past its end, which the checked year excludes.
        let _ = write!(text, "{date}T{hour:02}:{minute:02}:{second:02}.{fraction:03}{zone}");
        Self::parse(text.written())
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
        self.instant.trunc_subsecs(0)
    }

    /// The Java rendering of the instant, as the bytes that are hashed.
    pub(crate) fn java_rendering(&self) -> [u8; MAX] {
        let mut java = [0; MAX];
        let text = self.text.as_bytes();
        let seconds = text.iter().skip(17).take(2);
        let rendering = text.iter().take(20).chain(b"0").chain(seconds).chain(JAVA_ZONE);
        for (to, from) in java.iter_mut().zip(rendering) {
            *to = *from;
        }
        java
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

fn parse(text: &[u8]) -> Result<DateTime<Utc>, Problem> {
    let java = check_form(text)?;
    let number = |offset, digits| number(text, offset, digits);
    let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2));
    let (hour, minute, second) = (number(11, 2), number(14, 2), number(17, 2));
    let fraction = number(20, 3);

    // `+0000` with the seconds again: the milliseconds were never sent.
    let milliseconds = if java && fraction == second { 0 } else { fraction };

    let out_of_range = |offset| Problem::Range { offset };
    if !(1..=12).contains(&month) {
        return Err(out_of_range(5));
    }
    let date = i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or(out_of_range(8))?;
    if hour > 23 {
        return Err(out_of_range(11));
    }
    if minute > 59 {
        return Err(out_of_range(14));
    }
    date.and_hms_milli_opt(hour, minute, second, milliseconds)
        .as_ref()
        .map(NaiveDateTime::and_utc)
        .ok_or(out_of_range(17))
}

/// Checks length, digits and punctuation; says whether the zone is `+0000`.
fn check_form(text: &[u8]) -> Result<bool, Problem> {
    let java = match text.len() {
        24 => false,
        28 => true,
        found => return Err(Problem::Length { found }),
    };
    let zone = if java { JAVA_ZONE } else { ISO_ZONE };
    for (offset, (&found, &expected)) in text.iter().zip(STAMP.iter().chain(zone)).enumerate() {
        let fits = match expected {
            b'd' => found.is_ascii_digit(),
            _ => found == expected,
        };
        if !fits {
            return Err(Problem::Byte { offset, found });
        }
    }
    Ok(java)
}

/// The number that `digits` digits at `offset` make. The form is checked before.
fn number(text: &[u8], offset: usize, digits: usize) -> u32 {
    text.iter().skip(offset).take(digits).fold(0, |number: u32, digit| {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        number.wrapping_mul(10).wrapping_add(digit)
    })
}

/// What belongs at an offset, for a message.
pub(crate) fn byte(offset: usize) -> &'static str {
    match STAMP.get(offset) {
        Some(b'd') => "a digit",
        Some(b'-') => "'-'",
        Some(b'T') => "'T'",
        Some(b':') => "':'",
        Some(_) => "'.'",
        None => "the zone Z or +0000",
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

/// A writer that holds one expiry.
#[derive(Default)]
struct Text {
    bytes: [u8; MAX],
    len: usize,
}

impl Text {
    fn written(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

impl Write for Text {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let end = self.len.saturating_add(part.len());
        let to = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        to.copy_from_slice(part.as_bytes());
        self.len = end;
        Ok(())
    }
}
