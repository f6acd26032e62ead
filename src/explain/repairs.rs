//! What happens to a value on its way, and how to undo it.

use super::{code::Code, json, read::decoded};
use alloc::{string::String, vec::Vec};

/// A value as it may have been before something happened to it. What would change nothing is left out.
pub(super) fn of(text: &[u8]) -> Vec<(Vec<u8>, Code)> {
    let mut repaired = Vec::new();
    let trimmed = text.trim_ascii();
    repaired.push((trimmed.to_vec(), Code::WhiteSpace));
    if let Some((inside, code)) = unquoted(trimmed) {
        repaired.push((inside, code));
    }
    repaired.push((replaced(trimmed, b' ', b'+'), Code::PlusAsSpace));
    repaired.push((decoded(text), Code::PercentEncodedTwice));
    repaired.push((decoded(&decoded(text)), Code::PercentEncodedTwice));
    let (first, second) = text.split_at_checked(text.len() / 2).unwrap_or_default();
    if first == second {
        repaired.push((first.to_vec(), Code::DoubledValue));
    }
    repaired.retain(|(changed, _)| changed != text && !changed.is_empty());
    repaired
}

/// What a signer may have hashed in place of a value. What is the value itself is left out.
pub(super) fn signed_instead_of(text: &[u8]) -> Vec<(Vec<u8>, Code)> {
    let quoted = |quote: &[u8]| [quote, text, quote].concat();
    let mut signed: Vec<_> = encoded(text).map(|text| (text, Code::PercentEncoded)).into();
    signed.extend([
        (decoded(text), Code::PercentEncodedTwice),
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

/// As `encodeURIComponent` writes it, with small digits, with its plus alone, and twice.
pub(super) fn encoded(text: &[u8]) -> [Vec<u8>; 5] {
    let escaped = |digits: &[u8; 16], kept: &[u8]| {
        let mut escaped = Vec::with_capacity(text.len());
        for byte in text {
            if byte.is_ascii_alphanumeric() || kept.contains(byte) {
                escaped.push(*byte);
            } else {
                let digit = |value: u8| digits.get(usize::from(value)).copied().unwrap_or_default();
                escaped.extend([b'%', digit(byte >> 4), digit(byte & 0xf)]);
            }
        }
        escaped
    };
    let (large, small) = (b"0123456789ABCDEF", b"0123456789abcdef");
    let all_but_plus: Vec<u8> = (b'!'..=b'~').filter(|byte| *byte != b'+').collect();
    let once = escaped(large, b"-_.!~*'()");
    let mut twice = Vec::with_capacity(once.len());
    for byte in &once {
        twice.extend_from_slice(if *byte == b'%' { b"%25" } else { core::slice::from_ref(byte) });
    }
    [
        once,
        escaped(small, b"-_.!~*'()"),
        escaped(large, b"-_.~:"),
        escaped(large, &all_but_plus),
        twice,
    ]
}

/// Without the quotes around it, and the mistake that they are.
fn unquoted(text: &[u8]) -> Option<(Vec<u8>, Code)> {
    let letters = core::str::from_utf8(text).ok()?;
    let straight = json::with_straight_quotes(letters);
    let without: String = straight.trim_matches(['"', '\'', '`']).into();
    let code = if straight == letters { Code::QuotedValue } else { Code::SmartQuotes };
    (without.len() < straight.len()).then(|| (without.into_bytes(), code))
}

fn replaced(text: &[u8], from: u8, to: u8) -> Vec<u8> {
    text.iter().map(|byte| if *byte == from { to } else { *byte }).collect()
}
