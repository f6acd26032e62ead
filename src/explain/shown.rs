//! Untrusted text as a report may show it: on one line, not too long, and without secrets.

use crate::malformed::Field;
use alloc::{format, string::String, vec::Vec};

/// More of a text is cut.
const LONGEST: usize = 120;

/// A signature has so many hexadecimal digits.
const DIGITS: usize = 40;

/// A key of fewer bytes keeps no secret, and masking it would garble other text.
const SHORTEST_KEY: usize = 6;

/// Shows texts without any of these keys.
pub(super) struct Shown<'a> {
    keys: Vec<&'a [u8]>,
}

impl<'a> Shown<'a> {
    pub(super) fn without(keys: impl Iterator<Item = &'a [u8]>) -> Self {
        Self { keys: keys.filter(|key| key.len() >= SHORTEST_KEY).collect() }
    }

    /// The value of a field. A signature is a credential: its first digits and its length tell which one it is.
    pub(super) fn field(&self, field: Field, text: &[u8]) -> String {
        match field {
            Field::Signature => self.signature(text),
            // A product code looks like a signature.
            Field::ProductCode if is_code(text) && self.key_at(text).is_none() => escaped(text),
            Field::Id | Field::ProductCode | Field::Expiry => self.text(text),
        }
    }

    fn signature(&self, text: &[u8]) -> String {
        let start = text.get(..4).unwrap_or_default();
        if text.len() > 12 {
            format!("{}… ({} bytes)", self.text(start), text.len())
        } else {
            self.text(text)
        }
    }

    /// Any text: keys, and what may be a signature, are masked.
    pub(super) fn text(&self, text: &[u8]) -> String {
        let mut plain = Vec::with_capacity(text.len().min(LONGEST));
        let mut rest = text;
        while let [first, tail @ ..] = rest {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            if let Some(length) = self.key_at(rest) {
                plain.extend_from_slice(b"[key]");
                rest = rest.get(length..).unwrap_or_default();
            } else if digits >= DIGITS {
                plain.extend_from_slice(b"[signature]");
                rest = rest.get(digits..).unwrap_or_default();
            } else {
                plain.push(*first);
                rest = tail;
            }
        }
        escaped(&plain)
    }

    /// The length of the key that a text starts with, in either case.
    fn key_at(&self, text: &[u8]) -> Option<usize> {
        let starts_with = |key: &&&[u8]| {
            text.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key))
        };
        self.keys.iter().find(starts_with).map(|key| key.len())
    }

    /// Whether a text holds a key.
    pub(super) fn holds_key(&self, text: &[u8]) -> bool {
        (0..text.len()).any(|at| self.key_at(text.get(at..).unwrap_or_default()).is_some())
    }
}

fn is_code(text: &[u8]) -> bool {
    text.len() == DIGITS && text.iter().all(u8::is_ascii_hexdigit)
}

/// On one line: control characters and bytes that are no UTF-8 are escaped.
fn escaped(text: &[u8]) -> String {
    let mut shown = String::new();
    let mut length = 0_usize;
    let mut add = |piece: &str| {
        length = length.saturating_add(piece.chars().count());
        let fits = length <= LONGEST;
        shown.push_str(if fits { piece } else { "…" });
        fits
    };
    for chunk in text.utf8_chunks() {
        for letter in chunk.valid().chars() {
            let is_plain = !letter.is_control() && !is_invisible(letter);
            let piece: String =
                if is_plain { letter.into() } else { letter.escape_default().collect() };
            if !add(&piece) {
                return shown;
            }
        }
        for byte in chunk.invalid() {
            if !add(&format!("\\x{{{byte:02x}}}")) {
                return shown;
            }
        }
    }
    shown
}

/// Letters without width or that turn the direction of others.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"e4232e0620f9290025cb3783768c9c8c4686078c";
    const OTHER: &[u8] = b"16be1703017fd1001fe63465e50523982f10b0ca";

    fn shown(text: &str) -> String {
        Shown::without([KEY, b"not-so-long"].into_iter()).text(text.as_bytes())
    }

    #[test]
    fn keys_are_masked_in_either_case() {
        assert_eq!(shown("a-e4232e0620f9290025cb3783768c9c8c4686078c!"), "a-[key]!");
        assert_eq!(shown("E4232E0620F9290025CB3783768C9C8C4686078C"), "[key]");
        assert_eq!(shown("xnot-SO-longx"), "x[key]x");
    }

    #[test]
    fn what_may_be_a_signature_is_masked_unless_it_is_the_product_code() {
        let masked = Shown::without([KEY].into_iter());
        assert_eq!(masked.text(OTHER), "[signature]");
        assert_eq!(masked.field(Field::ProductCode, OTHER).as_bytes(), OTHER);
        assert_eq!(masked.field(Field::ProductCode, KEY), "[key]");
        assert_eq!(masked.field(Field::Signature, OTHER), "16be… (40 bytes)");
    }

    #[test]
    fn shown_text_is_one_line_of_bounded_length() {
        assert_eq!(shown("a\n\u{202e}é\u{0}"), "a\\n\\u{202e}é\\u{0}");
        assert_eq!(escaped(b"\xff\xfe"), "\\x{ff}\\x{fe}");
        for byte in [b'x', b'\0', 0xff] {
            let shown = escaped(&[byte; 5000]);
            assert!(shown.ends_with('…') && shown.chars().count() <= LONGEST + 1, "{shown}");
        }
    }
}
