//! Which field a wrongly named parameter stands for.

use crate::{
    escapes::{html_unescaped, json_unescaped, percent_decoded},
    text::letters_and_digits,
};
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

/// How often a text may be escaped, and names are still seen in it.
const ESCAPED_MAX: usize = 3;

/// How often a name of the field stands before an equals sign, wherever in the text and however it is escaped there.
pub(crate) fn count_in(text: &[u8], field: Field) -> usize {
    let mut plain = text.to_vec();
    let mut most = count_unescaped(&plain, field);
    for _ in 0..ESCAPED_MAX {
        plain = html_unescaped(&plain).unwrap_or(plain);
        plain = json_unescaped(&plain).unwrap_or(plain);
        plain = percent_decoded(&plain);
        most = most.max(count_unescaped(&plain, field));
    }
    most
}

fn count_unescaped(text: &[u8], field: Field) -> usize {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let with_equals_sign = text.split_inclusive(|byte| *byte == b'=');
    let names = with_equals_sign.filter_map(|before| {
        let before = before.strip_suffix(b"=")?;
        before.rsplit(|byte| !is_of_name(byte)).next()
    });
    names.filter(|name| is_name_of(name, field)).count()
}

fn is_name_of(name: &[u8], field: Field) -> bool {
    let plain = if name.len() > LONGEST { String::new() } else { letters_and_digits(name) };
    let used = USED.iter().find(|(used, _)| *used == plain);
    used.is_some_and(|(_, right)| Field::named(right.as_bytes()) == Some(field))
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
            ("expirxx", "expiry"),
            // The longest that is looked at.
            ("e-x-p-i-r-a-t-i-o-n-date", "expiry"),
        ] {
            assert_eq!(nearest(name.as_bytes()).map(|found| found.1), Some(right), "{name}");
        }
        for name in
            ["x", "callback", "srv", "page", "width", "exipyr", "e-x-p-i-r-a-t-i-o-n--date", ""]
        {
            assert_eq!(nearest(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn names_before_equals_signs_are_counted_however_they_are_escaped() {
        for (text, expected) in [
            ("/feed?id=a;pc=b", 1),
            ("%2Ffeed%3Fid%3da%26pc%3Db", 1),
            ("%252Ffeed%253Fid%253Da%2526pc%253Db", 1),
            ("?id\\u003da\\u0026pc\\u003Db", 1),
            ("id&#61;a&amp;pc&#61;b", 1),
            ("pc=&\nPC=b", 2),
            ("npc=a&pc", 0),
            ("p-r-o-d-u-c-t-_-c-o-d-e-=", 1),
            ("p-r-o-d-u-c-t-_-c-o-d-e--=", 0),
            ("", 0),
        ] {
            assert_eq!(count_in(text.as_bytes(), Field::ProductCode), expected, "{text}");
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
