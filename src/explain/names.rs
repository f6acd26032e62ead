//! Which field a wrongly named parameter stands for.

use crate::malformed::Field;
use alloc::{string::String, vec, vec::Vec};

/// Names that people use, in small letters and without separators, each with the one that is right.
const USED: [(&str, &str); 39] = [
    ("id", "id"),
    ("displayid", "id"),
    ("display", "id"),
    ("did", "id"),
    ("deviceid", "id"),
    ("screenid", "id"),
    ("cid", "cid"),
    ("companyid", "cid"),
    ("company", "cid"),
    ("pc", "pc"),
    ("productcode", "pc"),
    ("product", "pc"),
    ("productid", "pc"),
    ("pcode", "pc"),
    ("code", "pc"),
    ("expiry", "expiry"),
    ("expirytime", "expiry"),
    ("expirydate", "expiry"),
    ("expires", "expiry"),
    ("expiresat", "expiry"),
    ("expire", "expiry"),
    ("expiretime", "expiry"),
    ("expiration", "expiry"),
    ("expirationtime", "expiry"),
    ("expirationdate", "expiry"),
    ("exp", "expiry"),
    ("validuntil", "expiry"),
    ("until", "expiry"),
    ("signature", "signature"),
    ("signaturevalue", "signature"),
    ("signatures", "signature"),
    ("sig", "signature"),
    ("sign", "signature"),
    ("hash", "signature"),
    ("sha1", "signature"),
    ("digest", "signature"),
    ("token", "signature"),
    ("auth", "signature"),
    ("value", "signature"),
];

/// A name of fewer letters is near to too many others.
const SHORTEST: usize = 4;

/// A longer name is no misspelling of ours.
const LONGEST: usize = 24;

/// The field and its right name.
pub(super) fn nearest(name: &[u8]) -> Option<(Field, &'static str)> {
    if name.len() > LONGEST {
        return None;
    }
    let plain: Vec<u8> = name
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(u8::to_ascii_lowercase)
        .collect();
    let same = USED.iter().find(|(used, _)| used.as_bytes() == plain);
    let near = || {
        let candidates = USED.iter().filter(|(used, _)| used.len() >= SHORTEST);
        let ranked = candidates.map(|known| (distance(known.0.as_bytes(), &plain), known));
        let allowed = if plain.len() > 6 { 2 } else { 1 };
        ranked.filter(|(distance, _)| *distance <= allowed).min_by_key(|ranked| ranked.0)
    };
    let (_, right) = same.or_else(|| near().map(|ranked| ranked.1))?;
    let field = super::read::field_named(right.as_bytes())?;
    Some((field, right))
}

/// How many letters have to be put in, left out, replaced, or swapped with their neighbour.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut last_a = None;
    for (line, from) in a.iter().enumerate() {
        let mut next = vec![line.saturating_add(1)];
        let mut last_b = None;
        for (column, to) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let replaced = at(&row, column).saturating_add(usize::from(from != to));
            let left_out = at(&row, column.saturating_add(1)).saturating_add(1);
            let put_in = at(&next, column).saturating_add(1);
            let mut least = replaced.min(left_out).min(put_in);
            if last_a == Some(to) && last_b == Some(from) {
                least = least.min(at(&before, column.saturating_sub(1)).saturating_add(1));
            }
            next.push(least);
            last_b = Some(to);
        }
        before = row;
        row = next;
        last_a = Some(from);
    }
    row.last().copied().unwrap_or_default()
}

/// Values that are names or examples of what belongs there.
pub(super) fn is_placeholder(field: Field, text: &[u8]) -> bool {
    const NOTHING: [&str; 10] =
        ["undefined", "null", "nan", "none", "nil", "true", "false", "objectobject", "test", "xxx"];
    const IDS: [&str; 8] =
        ["preview", "displayid", "display", "companyid", "company", "id", "cid", "abcd1234"];
    const PRODUCT_CODES: [&str; 4] =
        ["productcode", "product", "pc", "40bd001563085fc35165329ea1ff5c5ecbdbbeef"];
    const EXPIRIES: [&str; 4] = ["yyyymmddthhmmsssssz", "expirytime", "expiry", "expirydate"];
    const SIGNATURES: [&str; 4] = ["signature", "signaturea", "signatureb", "value"];

    let known: &[&str] = match field {
        Field::Id => &IDS,
        Field::ProductCode => &PRODUCT_CODES,
        Field::Expiry => &EXPIRIES,
        Field::Signature => &SIGNATURES,
    };
    let plain: String = text
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    text.len() <= 64 && NOTHING.iter().chain(known).any(|known| *known == plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_use_are_known_in_every_spelling() {
        for (name, right) in [
            ("displayId", "id"),
            ("DISPLAY_ID", "id"),
            ("company-id", "cid"),
            ("productCode", "pc"),
            ("expiryTime", "expiry"),
            ("sig", "signature"),
            ("Signature", "signature"),
            ("PC", "pc"),
        ] {
            assert_eq!(nearest(name.as_bytes()).map(|found| found.1), Some(right), "{name}");
        }
    }

    #[test]
    fn misspelt_names_are_those_nearest() {
        for (name, right) in [
            ("signatrue", "signature"),
            ("expirey", "expiry"),
            ("exipry", "expiry"),
            ("prodctcode", "pc"),
            ("singature", "signature"),
        ] {
            assert_eq!(nearest(name.as_bytes()).map(|found| found.1), Some(right), "{name}");
        }
        for name in ["x", "callback", "srv", "page", "width", ""] {
            assert_eq!(nearest(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn distances_are_counted() {
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "ab", 2),
            ("abc", "abd", 1),
            ("abcd", "abdc", 1),
            ("abc", "bc", 1),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
        }
    }
}
