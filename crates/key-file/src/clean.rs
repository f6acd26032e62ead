//! The key in a file that holds more than the key.

use crate::flaw::Flaw;
use alloc::vec::Vec;
use store_auth::{KeyError, ServerKey};
use zeroize::Zeroizing;

/// Of the name of a variable.
const NAME_MIN: usize = 3;
/// Of a key behind a prefix or a name.
const VALUE_MIN: usize = 8;

/// The key in a file that holds more than the key, and the first flaw that was found.
///
/// A [`ServerKey`] is the key alone, and refuses anything else. Whoever explains denials wants the key all the same,
/// and to know that a server could not have used the file.
///
/// ```
/// use store_auth_key_file::{Flaw, clean};
///
/// let (key, flaw) = clean(b"e4232e0620f9290025cb3783768c9c8c4686078c\r\n")?;
/// assert_eq!((key.len(), flaw), (40, Some(Flaw::Crlf)));
///
/// let (_, flaw) = clean(b"e4232e0620f9290025cb3783768c9c8c4686078c")?;
/// assert_eq!(flaw, None);
/// # Ok::<(), store_auth::KeyError>(())
/// ```
///
/// # Errors
/// A [`KeyError`] where there is no key even without what is around it.
pub fn clean(file: &[u8]) -> Result<(Zeroizing<Vec<u8>>, Option<Flaw>), KeyError> {
    let narrow = narrowed(file);
    let mut rest = narrow.as_deref().map_or(file, Vec::as_slice);
    let mut flaw = narrow.as_ref().map(|_| Flaw::Utf16);
    let mut found = |found| {
        flaw.get_or_insert(found);
    };
    if let Some(text) = rest.strip_prefix(b"\xef\xbb\xbf") {
        found(Flaw::ByteOrderMark);
        rest = text;
    }
    let without_breaks = rest.trim_ascii_end();
    if let Some(behind) = rest.get(without_breaks.len()..).filter(|behind| !behind.is_empty()) {
        found(if behind.starts_with(b"\r") {
            Flaw::Crlf
        } else if behind.starts_with(b"\n") {
            Flaw::TrailingNewline
        } else {
            Flaw::Spaces
        });
        rest = without_breaks;
    }
    let without_spaces = rest.trim_ascii_start();
    if without_spaces.len() < rest.len() {
        found(Flaw::Spaces);
        rest = without_spaces;
    }
    if let Some(inside) = unquoted(rest) {
        found(Flaw::Quotes);
        rest = inside;
    }
    if let Some(value) = value_of_line(rest) {
        found(Flaw::Line);
        rest = unquoted(value).unwrap_or(value);
    }
    if let Some(digits) = without_prefix(rest) {
        found(Flaw::Prefix);
        rest = digits;
    }
    ServerKey::new(rest)?;
    Ok((Zeroizing::new(rest.to_vec()), flaw))
}

fn unquoted(text: &[u8]) -> Option<&[u8]> {
    match text {
        [first @ (b'"' | b'\'' | b'`'), inside @ .., last] if first == last => Some(inside),
        _ => None,
    }
}

/// The value of a line such as `SERVER_KEY=…`. What is shorter may be a key by chance, and base64 ends with `=`.
fn value_of_line(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_prefix(b"export ").unwrap_or(line);
    let (name, behind) = line.split_at_checked(line.iter().position(|byte| *byte == b'=')?)?;
    let value = behind.strip_prefix(b"=")?;
    let is_of_name =
        |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    let is_name = name.len() >= NAME_MIN
        && name.first().is_some_and(u8::is_ascii_uppercase)
        && name.iter().all(is_of_name);
    (is_name && value.len() >= VALUE_MIN && !value.starts_with(b"=")).then_some(value)
}

/// The digits behind `0x`.
fn without_prefix(text: &[u8]) -> Option<&[u8]> {
    let digits = text.strip_prefix(b"0x").or_else(|| text.strip_prefix(b"0X"))?;
    (digits.len() >= VALUE_MIN && digits.iter().all(u8::is_ascii_hexdigit)).then_some(digits)
}

/// The letters of UTF-16, where each is ASCII.
fn narrowed(file: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = file.strip_prefix(b"\xff\xfe").unwrap_or(file);
    let is_wide = |pair: &[u8]| matches!(pair, [1..=127, 0]);
    if text.len() < 2 || !text.chunks(2).all(is_wide) {
        return None;
    }
    let mut letters = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    letters.extend(text.iter().step_by(2));
    Some(letters)
}
