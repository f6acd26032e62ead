//! What is wrong with the form of a field: one type for requests, served products and what is to be signed.

use crate::{field::Field, grammar};
use core::fmt;

/// What is wrong with a field. Offsets count bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// The request has no such field.
    Missing,
    /// The field is given more than once under one name.
    Repeated,
    /// The field is given under both of its names.
    BothNames,
    /// A `%` without two hexadecimal digits behind it, in the text as it was sent.
    Escape {
        /// Where the `%` stands.
        offset: usize,
    },
    /// Too few or too many bytes.
    Length {
        /// How many bytes the field has, percent-decoded.
        found: usize,
    },
    /// A byte that the grammar has no place for.
    Byte {
        /// Where it stands in the percent-decoded text.
        offset: usize,
        /// The byte itself.
        found: u8,
    },
    /// A month, day, hour, minute or second that does not exist.
    Range {
        /// Where the number starts: 5 is the month, 8 the day, 11 the hour, 14 the minute, 17 the second.
        offset: usize,
    },
    /// An instant outside the years 0000 to 9999, which no expiry can say.
    Year,
}

/// A field that does not have the form that the scheme asks for.
///
/// The message names the field, what was expected and what was found where. It quotes at most one byte.
///
/// ```
/// use store_auth::{Expiry, Field, Problem};
///
/// let error = Expiry::parse("2016-13-26T08:17:59.059Z").unwrap_err();
/// assert_eq!(error.field, Field::Expiry);
/// assert_eq!(error.problem, Problem::Range { offset: 5 });
/// assert_eq!(error.to_string(), "malformed expiry: expected a month from 01 to 12 at offset 5");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Malformed {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub problem: Problem,
}

impl core::error::Error for Malformed {}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, problem } = *self;
        write!(f, "malformed {field}: ")?;
        match problem {
            Problem::Missing => match field.other_name() {
                None => write!(f, "expected `{field}`, found none"),
                Some(other) => write!(f, "expected `{field}` or `{other}`, found neither"),
            },
            Problem::Repeated => f.write_str("expected once, found more than once"),
            Problem::BothNames => {
                let other = field.other_name().unwrap_or_default();
                write!(f, "expected `{field}` or `{other}`, found both")
            }
            Problem::Escape { offset } => {
                write!(f, "expected two hexadecimal digits behind the '%' at offset {offset}")
            }
            Problem::Length { found } => {
                write!(f, "expected {} bytes, found {found}", grammar::length(field))
            }
            Problem::Byte { offset, found } => write!(
                f,
                "expected {}, found {} at offset {offset}",
                grammar::byte(field, offset),
                Found(found)
            ),
            Problem::Range { offset } => {
                write!(f, "expected {} at offset {offset}", grammar::range(offset))
            }
            Problem::Year => f.write_str("expected a year from 0000 to 9999"),
        }
    }
}

/// A byte as a log can show it.
struct Found(u8);

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            byte @ b' '..=b'~' => write!(f, "'{}'", char::from(byte)),
            byte => write!(f, "byte 0x{byte:02x}"),
        }
    }
}
