//! What happens to a value on its way, and how to undo it.

use crate::{code::Code, escapes::percent_decoded, json_object::with_straight_quotes};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_encode};

/// A value as it may have been before something happened to it. What would change nothing is left out.
pub(crate) fn of(text: &[u8]) -> Vec<(Vec<u8>, Code)> {
    let mut repaired = Vec::new();
    let trimmed = text.trim_ascii();
    repaired.push((trimmed.to_vec(), Code::WhiteSpace));
    if let Some((inside, code)) = unquoted(trimmed) {
        repaired.push((inside, code));
    }
    repaired.push((replaced(trimmed, b' ', b'+'), Code::PlusAsSpace));
    repaired.push((percent_decoded(text), Code::PercentEncodedTwice));
    repaired.push((percent_decoded(&percent_decoded(text)), Code::PercentEncodedTwice));
    let (first, second) = text.split_at_checked(text.len() / 2).unwrap_or_default();
    if first == second {
        repaired.push((first.to_vec(), Code::DoubledValue));
    }
    repaired.retain(|(changed, _)| changed != text && !changed.is_empty());
    repaired
}

/// What a signer may have hashed in place of a value. What is the value itself is left out.
pub(crate) fn signed_instead_of(text: &[u8]) -> Vec<(Vec<u8>, Code)> {
    let quoted = |quote: &[u8]| [quote, text, quote].concat();
    let mut signed: Vec<_> = encoded(text).map(|text| (text, Code::PercentEncoded)).into();
    signed.extend([
        (percent_decoded(text), Code::PercentEncodedTwice),
        (replaced(text, b'+', b' '), Code::PlusAsSpace),
        ([text, b" "].concat(), Code::WhiteSpace),
        ([b" ", text].concat(), Code::WhiteSpace),
        ([text, b"\n"].concat(), Code::WhiteSpace),
        (quoted(b"\""), Code::QuotedValue),
        (quoted(b"'"), Code::QuotedValue),
    ]);
    signed.retain(|(changed, _)| changed != text);
    signed
}

/// All but letters, digits, and what `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// All but letters, digits, the marks that RFC 3986 reserves for nothing, and the colon of a time.
const ALL_BUT_COLONS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

/// The plus, and what no URL can hold.
const PLUS: &AsciiSet = &CONTROLS.add(b' ').add(b'+');

/// As `encodeURIComponent` writes it, with small digits, with colons left alone, with its plus alone, and twice.
pub(crate) fn encoded(text: &[u8]) -> [Vec<u8>; 5] {
    let escaped = |set| percent_encode(text, set).collect::<String>().into_bytes();
    let is_escape = |piece: &str| piece.starts_with('%');
    let small = percent_encode(text, COMPONENT)
        .map(|piece| if is_escape(piece) { piece.to_ascii_lowercase() } else { piece.to_owned() });
    let once = percent_encode(text, COMPONENT);
    let twice = once
        .map(|piece| if is_escape(piece) { piece.replace('%', "%25") } else { piece.to_owned() });
    [
        escaped(COMPONENT),
        small.collect::<String>().into_bytes(),
        escaped(ALL_BUT_COLONS),
        escaped(PLUS),
        twice.collect::<String>().into_bytes(),
    ]
}

/// Without the quotes around it, and the mistake that they are.
fn unquoted(text: &[u8]) -> Option<(Vec<u8>, Code)> {
    let letters = core::str::from_utf8(text).ok()?;
    let straight = with_straight_quotes(letters);
    let without: String = straight.trim_matches(['"', '\'', '`']).into();
    let code = if straight == letters { Code::QuotedValue } else { Code::SmartQuotes };
    (without.len() < straight.len()).then(|| (without.into_bytes(), code))
}

fn replaced(text: &[u8], from: u8, to: u8) -> Vec<u8> {
    text.iter().map(|byte| if *byte == from { to } else { *byte }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_repairs(text: &str, expected: &[(&str, Code)]) {
        let repaired = of(text.as_bytes());
        let expected = expected.iter().map(|(text, code)| (text.as_bytes().to_vec(), *code));
        assert_eq!(repaired, expected.collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn what_would_change_nothing_is_no_repair() {
        assert_repairs("XU4XHT8XQDWK", &[]);
        assert_repairs("a\u{201c}b", &[]);
        assert_repairs("", &[]);
        assert_repairs(" ", &[]);
    }

    #[test]
    fn every_repair_has_its_mistake() {
        assert_repairs(" a", &[("a", Code::WhiteSpace), ("a", Code::PlusAsSpace)]);
        assert_repairs("'a'", &[("a", Code::QuotedValue)]);
        assert_repairs("\u{2018}a\u{2019}", &[("a", Code::SmartQuotes)]);
        assert_repairs("a b", &[("a+b", Code::PlusAsSpace)]);
        assert_repairs(
            "%2541",
            &[("%41", Code::PercentEncodedTwice), ("A", Code::PercentEncodedTwice)],
        );
        assert_repairs("abab", &[("ab", Code::DoubledValue)]);
    }
}
