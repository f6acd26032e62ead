//! Which field a wrongly named parameter stands for.

use crate::text::letters_and_digits;
use store_auth::Field;
use strsim::osa_distance;

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
pub(crate) fn nearest(name: &[u8]) -> Option<(Field, &'static str)> {
    if name.len() > LONGEST {
        return None;
    }
    let plain = letters_and_digits(name);
    let same = USED.iter().find(|(used, _)| *used == plain);
    let near = || {
        let candidates = USED.iter().filter(|(used, _)| used.len() >= SHORTEST);
        let ranked = candidates.map(|known| (osa_distance(known.0, &plain), known));
        let allowed = if plain.len() > 6 { 2 } else { 1 };
        ranked.filter(|(distance, _)| *distance <= allowed).min_by_key(|ranked| ranked.0)
    };
    let (_, right) = same.or_else(|| near().map(|ranked| ranked.1))?;
    Some((Field::named(right.as_bytes())?, right))
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
    fn letters_put_in_left_out_replaced_or_swapped_are_counted() {
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "ab", 2),
            ("abc", "abd", 1),
            ("abcd", "abdc", 1),
            ("abc", "bc", 1),
        ] {
            assert_eq!(osa_distance(a, b), expected, "{a} {b}");
        }
    }
}
