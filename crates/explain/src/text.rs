//! A pasted text, before anything is read from it.

use store_auth_requests::without_byte_order_mark;

/// So many bytes of a text are looked at.
pub const TEXT_MAX: usize = 64 * 1024;

/// Without what a copy takes along around it.
pub(crate) fn trimmed(text: &[u8]) -> &[u8] {
    let text = text.get(..TEXT_MAX).unwrap_or(text).trim_ascii();
    without_byte_order_mark(text)
}

/// The first line of a text, and the others.
pub(crate) fn split_at_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|byte| *byte == b'\n')?;
    let (first, rest) = text.split_at_checked(at)?;
    Some((first.trim_ascii_end(), rest))
}

/// Without separators, in small letters.
pub(crate) fn letters_and_digits(text: &[u8]) -> String {
    let letters = text.iter().filter(|byte| byte.is_ascii_alphanumeric());
    letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}
