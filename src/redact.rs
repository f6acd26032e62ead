//! The one redactor: whoever holds a signature, with what it covers, is let in until the expiry.

use crate::grammar::SIGNATURE_DIGITS;
use alloc::{borrow::Cow, vec::Vec};
use core::fmt::{self, Write};

/// More of a text is cut.
const LONGEST: usize = 120;

/// Untrusted text without anything that may be a signature, for logs and reports.
///
/// Every run of 40 or more hexadecimal digits becomes `[signature]`, in either case, and be the digits written as they
/// are or escaped: `%36` and `%2536`, `\x36`, `\u0036`. Where they stand is not asked: a URL may be logged a second time,
/// as the page that a request came from.
///
/// `Display` writes it on one line of at most 120 characters, with control characters, invisible ones and bytes that are
/// no UTF-8 escaped. [`into_bytes`](Self::into_bytes) leaves all other bytes as they are.
///
/// ```
/// use store_auth::Redacted;
///
/// let text = "GET /feed?signature=16be1703017fd1001fe%363465e50523982f10b0ca\r\n";
/// assert_eq!(Redacted::new(text).to_string(), r"GET /feed?signature=[signature]\r\n");
/// ```
#[derive(Clone)]
pub struct Redacted<'a>(Cow<'a, [u8]>);

impl<'a> Redacted<'a> {
    /// What stands where a signature was.
    pub const MASK: &'static str = "[signature]";

    /// Takes out everything that may be a signature.
    #[must_use]
    pub fn new<T: AsRef<[u8]> + ?Sized>(text: &'a T) -> Self {
        Self(redacted(text.as_ref(), None))
    }

    /// Takes out everything that may be a signature, but for runs that are `kept`.
    pub(crate) fn of(text: Cow<'a, [u8]>, kept: Option<&[u8]>) -> Self {
        Self(match text {
            Cow::Borrowed(text) => redacted(text, kept),
            Cow::Owned(text) => Cow::Owned(redacted(&text, kept).into_owned()),
        })
    }

    /// Of text that may be shown as it is.
    pub(crate) fn unchanged(text: Cow<'a, [u8]>) -> Self {
        Self(text)
    }

    /// The bytes that are left, with `[signature]` for those that are not.
    #[must_use]
    pub fn into_bytes(self) -> Cow<'a, [u8]> {
        self.0
    }
}

fn redacted<'a>(text: &'a [u8], kept: Option<&[u8]>) -> Cow<'a, [u8]> {
    // No digit is less than a byte.
    if text.len() < SIGNATURE_DIGITS {
        return Cow::Borrowed(text);
    }
    let mut redacted = Vec::new();
    // What is not copied yet.
    let mut rest = text;
    let mut at = text;
    while !at.is_empty() {
        let (run, behind) = hexadecimal_run(at);
        if run.digits >= SIGNATURE_DIGITS && kept != Some(run.text) {
            let before = rest.len().saturating_sub(at.len());
            redacted.extend_from_slice(rest.get(..before).unwrap_or_default());
            redacted.extend_from_slice(Redacted::MASK.as_bytes());
            rest = behind;
        }
        // The byte that ended the run is no digit.
        at = behind.get(1..).unwrap_or_default();
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    redacted.extend_from_slice(rest);
    Cow::Owned(redacted)
}

struct Run<'a> {
    text: &'a [u8],
    digits: usize,
}

/// The hexadecimal digits that a text starts with, and what follows them.
fn hexadecimal_run(text: &[u8]) -> (Run<'_>, &[u8]) {
    let mut digits = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let mut behind = text.get(digits..).unwrap_or_default();
    while let Some(rest) = behind_digit(behind) {
        behind = rest;
        digits = digits.saturating_add(1);
    }
    let length = text.len().saturating_sub(behind.len());
    (Run { text: text.get(..length).unwrap_or_default(), digits }, behind)
}

/// What follows the hexadecimal digit that a text starts with: itself, or an escape of a URL, of JSON or of a log.
fn behind_digit(text: &[u8]) -> Option<&[u8]> {
    let (high, low, rest) = match text {
        [digit, rest @ ..] if digit.is_ascii_hexdigit() => return Some(rest),
        [b'%', rest @ ..] => {
            // A URL within a URL has its percent signs escaped, once or more often.
            let mut rest = rest;
            while let [b'2', b'5', inner @ ..] = rest {
                rest = inner;
            }
            let [high, low, rest @ ..] = rest else { return None };
            (high, low, rest)
        }
        [b'\\', rest @ ..] => {
            // Within JSON, once or twice, backslashes are doubled. Longer runs of them are not worth their time.
            let more = rest.iter().take(7).take_while(|byte| **byte == b'\\').count();
            match rest.get(more..)? {
                [b'x' | b'X', high, low, rest @ ..]
                | [b'u' | b'U', b'0', b'0', high, low, rest @ ..] => (high, low, rest),
                _ => return None,
            }
        }
        _ => return None,
    };
    let mut byte = [0];
    hex::decode_to_slice([*high, *low], &mut byte).ok()?;
    byte[0].is_ascii_hexdigit().then_some(rest)
}

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = Line { to: f, left: LONGEST };
        match line.write(&self.0) {
            Err(End::Cut) => f.write_char('…'),
            Err(End::Failed) => Err(fmt::Error),
            Ok(()) => Ok(()),
        }
    }
}

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// One line of bounded length.
struct Line<'f, 'b> {
    to: &'f mut fmt::Formatter<'b>,
    left: usize,
}

/// Why not all of a text is written.
enum End {
    Cut,
    Failed,
}

impl Line<'_, '_> {
    fn write(&mut self, text: &[u8]) -> Result<(), End> {
        for chunk in text.utf8_chunks() {
            for letter in chunk.valid().chars() {
                if letter.is_control() || is_invisible(letter) {
                    let length = letter.escape_default().len();
                    self.put(length, format_args!("{}", letter.escape_default()))?;
                } else {
                    self.put(1, format_args!("{letter}"))?;
                }
            }
            for byte in chunk.invalid() {
                self.put(6, format_args!("\\x{{{byte:02x}}}"))?;
            }
        }
        Ok(())
    }

    fn put(&mut self, length: usize, piece: fmt::Arguments<'_>) -> Result<(), End> {
        self.left = self.left.checked_sub(length).ok_or(End::Cut)?;
        self.to.write_fmt(piece).map_err(|_| End::Failed)
    }
}

/// Letters without width or that turn the direction of others.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
