//! Times of one minute: two texts that differ in nothing but their seconds.

use chrono::TimeDelta;
use std::ops::Range;

/// A form that most logs have, of a time with its minute before its seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    /// `2016-04-26T08:00:00Z`
    Seconds,
    /// `2016-04-26T08:00:00.000Z`
    Milliseconds,
    /// `26/Apr/2016:08:00:00 +0000`
    Combined,
}

impl Shape {
    pub(crate) fn of(text: &[u8]) -> Option<Self> {
        match text.len() {
            20 if text[19] == b'Z' => Some(Self::Seconds),
            24 if text[19] == b'.' && text[23] == b'Z' => Some(Self::Milliseconds),
            26 if text[2] == b'/' && text[20] == b' ' => Some(Self::Combined),
            _ => None,
        }
    }

    /// Whether two texts of this form are the same but for the seconds.
    #[inline]
    pub(crate) fn are_of_one_minute(self, one: &[u8], other: &[u8]) -> bool {
        // Of lengths that are known here, this is no call of `memcmp`.
        let is_same = |range: Range<usize>| one.get(range.clone()) == other.get(range);
        match self {
            Self::Seconds | Self::Milliseconds => is_same(0..17),
            Self::Combined => is_same(0..18) && is_same(20..26),
        }
    }

    /// The time since the minute began. None where it is not of digits, or in a leap second.
    #[inline]
    pub(crate) fn of_minute(self, text: &[u8]) -> Option<TimeDelta> {
        let number = |range: Range<usize>| {
            text.get(range)?.iter().try_fold(0_i64, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
            })
        };
        let (seconds, milliseconds) = match self {
            Self::Seconds => (number(17..19)?, 0),
            Self::Milliseconds => (number(17..19)?, number(20..23)?),
            Self::Combined => (number(18..20)?, 0),
        };
        (seconds < 60).then(|| TimeDelta::milliseconds(seconds * 1000 + milliseconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [(&str, Shape); 3] = [
        ("2016-04-26T08:00:00Z", Shape::Seconds),
        ("2016-04-26T08:00:00.000Z", Shape::Milliseconds),
        ("26/Apr/2016:08:00:00 +0000", Shape::Combined),
    ];

    #[test]
    fn each_form_is_known_by_its_length_and_its_marks() {
        for (text, shape) in TEXTS {
            assert_eq!(Shape::of(text.as_bytes()), Some(shape), "{text}");
            assert_eq!(Shape::of(&text.as_bytes()[1..]), None, "{text}");
            let marks: &[usize] = match shape {
                Shape::Seconds => &[19],
                Shape::Milliseconds => &[19, 23],
                Shape::Combined => &[2, 20],
            };
            for place in 0..text.len() {
                let mut other = text.as_bytes().to_vec();
                other[place] = b'_';
                assert_eq!(Shape::of(&other).is_some(), !marks.contains(&place), "{text} {place}");
            }
        }
        assert_eq!(Shape::of(b""), None);
    }

    #[test]
    fn texts_are_of_one_minute_where_they_differ_in_seconds_alone() {
        for (text, shape) in TEXTS {
            let minute = if shape == Shape::Combined { 18 } else { 17 };
            for place in 0..text.len() {
                let mut other = text.as_bytes().to_vec();
                other[place] = b'_';
                let seconds = minute..if shape == Shape::Combined { 20 } else { text.len() };
                let is_same = shape.are_of_one_minute(text.as_bytes(), &other);
                assert_eq!(is_same, seconds.contains(&place), "{text} {place}");
            }
        }
    }

    #[test]
    fn the_time_since_the_minute_is_that_of_its_digits() {
        for seconds in 0..=99 {
            for (text, shape) in TEXTS {
                let text = text.replace(":00:00", &format!(":00:{seconds:02}"));
                let expected = (seconds < 60).then(|| TimeDelta::seconds(seconds));
                assert_eq!(shape.of_minute(text.as_bytes()), expected, "{text}");
            }
        }
        for millis in 0..=999 {
            let text = format!("2016-04-26T08:00:07.{millis:03}Z");
            let expected = Some(TimeDelta::milliseconds(7000 + millis));
            assert_eq!(Shape::Milliseconds.of_minute(text.as_bytes()), expected, "{text}");
        }
        for odd in ["/0", "0:", "x0", " 7", "+7"] {
            for (text, shape) in TEXTS {
                let text = text.replace(":00:00", &format!(":00:{odd}"));
                assert_eq!(shape.of_minute(text.as_bytes()), None, "{text}");
            }
        }
        assert_eq!(Shape::Milliseconds.of_minute(b"2016-04-26T08:00:07.0x0Z"), None);
    }
}
