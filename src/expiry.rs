//! The expiry: its grammar, its instant, and its Java rendering.

use crate::{
    ascii::Ascii,
    calendar::{days_of_month, days_since_1970, year_month_day},
    field::Field,
    grammar::{EXPIRY_MAX, ISO, JAVA},
    instant::{self, Instant},
    malformed::{Malformed, Problem},
};
use chrono::{DateTime, Timelike, Utc};
use core::fmt;

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
    text: Ascii<EXPIRY_MAX>,
    instant: Instant,
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
        Ok(Self { instant: instant(text)?, text: Ascii::new(text) })
    }

    /// An instant in the form that the Store documents: milliseconds, rounded down, and `Z`.
    ///
    /// # Errors
    /// [`Problem::Year`] for an instant outside the years 0000 to 9999.
    pub fn iso(instant: DateTime<Utc>) -> Result<Self, Malformed> {
        let milliseconds = instant::milliseconds(instant.naive_utc());
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
        // chrono's own look-up of month and day leaves a panic path.
        let (year @ 0..=9999, month, day) = year_month_day(Instant::of(at).days()) else {
            return Err(malformed(Problem::Year));
        };
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        let mut text = *form;
        for (offset, digits, number) in [
            (0, 4, year),
            (5, 2, month),
            (8, 2, day),
            (11, 2, hour.into()),
            (14, 2, minute.into()),
            (17, 2, second.into()),
            (20, 3, fraction.into()),
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
        self.instant.utc()
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

/// The instant that an expiry's text means.
#[inline]
pub(crate) fn instant(text: &[u8]) -> Result<Instant, Malformed> {
    match text.len() {
        24 => parse(text, ISO),
        28 => parse(text, JAVA),
        found => Err(Problem::Length { found }),
    }
    .map_err(malformed)
}

/// The Java rendering of the instant that a text means, or `None` where that is the text itself.
///
/// The text need not have been checked; of one that is no expiry, the result means nothing.
#[inline]
pub(crate) fn java_rendering(text: &[u8]) -> Option<[u8; EXPIRY_MAX]> {
    match text.try_into() {
        Ok::<&[u8; EXPIRY_MAX], _>(text)
            if (text[20], text[21], text[22]) == (b'0', text[17], text[18]) =>
        {
            None
        }
        _ => Some(render(text)),
    }
}

#[cold]
fn render(text: &[u8]) -> [u8; EXPIRY_MAX] {
    let mut java = *JAVA;
    for (to, from) in java.iter_mut().zip(text).take(20) {
        *to = *from;
    }
    (java[20], java[21], java[22]) = (b'0', java[17], java[18]);
    java
}

#[inline]
fn parse<const N: usize>(text: &[u8], form: &[u8; N]) -> Result<Instant, Problem> {
    let text: &[u8; N] = text.try_into().map_err(|_| Problem::Length { found: text.len() })?;
    // All bytes at once, without a way out, for vector instructions.
    if text.iter().zip(form).fold(false, |bad, (found, form)| bad | !fits(*found, *form)) {
        return Err(first_bad_byte(text, form));
    }
    let [century, _, year, _, _, month, _, _] = pairs(text, 0);
    let [day, _, _, hour, _, _, minute, _] = pairs(text, 8);
    let [_, second, _, _, _, tens, _, _] = pairs(text, 16);

    let out_of_range = |offset| Err(Problem::Range { offset });
    if !(1..=12).contains(&month) {
        return out_of_range(5);
    }
    if !(1..=days_of_month(century, year, month)).contains(&day) {
        return out_of_range(8);
    }
    if hour > 23 {
        return out_of_range(11);
    }
    if minute > 59 {
        return out_of_range(14);
    }
    if second > 59 {
        return out_of_range(17);
    }
    let hundreds = u32::from(text.get(20).copied().unwrap_or_default() & 0xf).wrapping_mul(100);
    let fraction = hundreds.wrapping_add(tens.into());
    // `+0000` with the seconds again: the milliseconds were never sent.
    let milliseconds = if N == JAVA.len() && fraction == u32::from(second) { 0 } else { fraction };
    let minutes = u32::from(hour).wrapping_mul(60).wrapping_add(minute.into());
    let of_day = minutes
        .wrapping_mul(60_000)
        .wrapping_add(u32::from(second).wrapping_mul(1000))
        .wrapping_add(milliseconds);
    Ok(Instant::new(days_since_1970(century, year, month, day).into(), of_day))
}

/// The numbers that the digit at `at`, and each of the next seven, makes with the one behind it.
#[inline]
fn pairs(text: &[u8], at: usize) -> [u8; 8] {
    const VALUES: u64 = u64::from_ne_bytes([0xf; 8]);
    let eight = text.get(at..).and_then(|rest| rest.first_chunk().copied()).unwrap_or_default();
    let values = u64::from_le_bytes(eight) & VALUES;
    // At most 10 * 15 + 15, so that no byte carries into the next.
    values.wrapping_mul(10).wrapping_add(values >> 8).to_le_bytes()
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
