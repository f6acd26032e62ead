//! Untrusted text as a report may show it: keys masked here, signatures and what no line can hold by the core.

use store_auth::{Field, Redacted, Request};

/// A signature has so many hexadecimal digits.
const DIGITS: usize = 40;

/// A key of fewer bytes keeps no secret, and masking it would garble other text.
const SHORTEST_KEY: usize = 6;

/// What stands where a key was.
const KEY_MASK: &[u8] = b"[key]";

/// Shows texts without any of these keys.
pub(crate) struct KeyMask<'a> {
    keys: Vec<&'a [u8]>,
}

impl<'a> KeyMask<'a> {
    pub(crate) fn of(keys: impl Iterator<Item = &'a [u8]>) -> Self {
        Self { keys: keys.filter(|key| key.len() >= SHORTEST_KEY).collect() }
    }

    /// The value of a field beside the request's signature, as the core shows it: a product code may look like a
    /// signature, and a signature is told by its first digits and its length.
    pub(crate) fn field(&self, field: Field, text: &[u8], signature: &[u8]) -> String {
        if field == Field::Signature && self.holds_key(text) {
            // The first digits of the text may be those of the key.
            return String::from_utf8_lossy(KEY_MASK).into_owned();
        }
        let masked = self.masked(text);
        // Of two signatures the first is shown.
        let pairs = [(field.name(), &*masked), (Field::Signature.name(), signature)];
        Request::from_pairs(pairs).text(field).map(|text| text.to_string()).unwrap_or_default()
    }

    /// Any text.
    pub(crate) fn text(&self, text: &[u8]) -> String {
        Redacted::new(&self.masked(text)).to_string()
    }

    /// Whether a text holds a key.
    pub(crate) fn holds_key(&self, text: &[u8]) -> bool {
        (0..text.len()).any(|at| self.key_at(text.get(at..).unwrap_or_default()).is_some())
    }

    fn masked(&self, text: &[u8]) -> Vec<u8> {
        let mut masked = Vec::with_capacity(text.len());
        let mut rest = text;
        while let [first, tail @ ..] = rest {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            let key = self.key_at(rest);
            if let Some(length) = key.filter(|length| digits < DIGITS || *length >= DIGITS) {
                masked.extend_from_slice(KEY_MASK);
                rest = rest.get(length..).unwrap_or_default();
            } else if digits >= DIGITS {
                // What may be a signature stays whole, even with a short key in it: in two parts, neither would be masked.
                masked.extend(rest.iter().take(digits));
                rest = rest.get(digits..).unwrap_or_default();
            } else {
                masked.push(*first);
                rest = tail;
            }
        }
        masked
    }

    /// The length of the key that a text starts with, in either case.
    fn key_at(&self, text: &[u8]) -> Option<usize> {
        let starts_with = |key: &&&[u8]| {
            text.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key))
        };
        self.keys.iter().find(starts_with).map(|key| key.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"e4232e0620f9290025cb3783768c9c8c4686078c";
    const OTHER: &[u8] = b"16be1703017fd1001fe63465e50523982f10b0ca";

    fn shown(text: &str) -> String {
        KeyMask::of([KEY, b"not-so-long", b"fd1001"].into_iter()).text(text.as_bytes())
    }

    #[test]
    fn keys_are_masked_in_either_case() {
        assert_eq!(shown("a-e4232e0620f9290025cb3783768c9c8c4686078c!"), "a-[key]!");
        assert_eq!(shown("E4232E0620F9290025CB3783768C9C8C4686078C"), "[key]");
        assert_eq!(shown("xnot-SO-longx"), "x[key]x");
    }

    #[test]
    fn a_short_key_in_a_signature_leaves_nothing_of_it() {
        assert_eq!(shown("id=fd1001"), "id=[key]");
        assert_eq!(shown("id=16be1703017fd1001fe63465e50523982f10b0ca"), "id=[signature]");
        assert_eq!(shown("fd100117fd1001fe63465e50523982f10b0ca16be17030"), "[signature]");
        assert_eq!(shown("fd100117fd1001fe63465e50523982f10b0ca16b"), "[signature]");
        assert_eq!(
            shown("fd100117fd1001fe63465e50523982f10b0ca16"),
            "[key]17[key]fe63465e50523982f10b0ca16"
        );
    }

    #[test]
    fn what_may_be_a_signature_is_masked_unless_it_is_the_product_code() {
        let mask = KeyMask::of([KEY].into_iter());
        assert_eq!(mask.text(OTHER), "[signature]");
        assert_eq!(mask.field(Field::ProductCode, OTHER, b"").as_bytes(), OTHER);
        assert_eq!(mask.field(Field::ProductCode, OTHER, OTHER), "[signature]");
        assert_eq!(mask.field(Field::ProductCode, KEY, b""), "[key]");
        assert_eq!(mask.field(Field::Signature, OTHER, b""), "16be… (40 bytes)");
        assert_eq!(mask.field(Field::Signature, &[OTHER, KEY].concat(), b""), "[key]");
    }

    #[test]
    fn shown_text_is_one_line_of_bounded_length() {
        assert_eq!(shown("a\n\u{202e}é\u{0}"), "a\\n\\u{202e}é\\u{0}");
        let mask = KeyMask::of([].into_iter());
        assert_eq!(mask.text(b"\xff\xfe"), "\\x{ff}\\x{fe}");
        for byte in [b'x', b'\0', 0xff] {
            let shown = mask.text(&[byte; 5000]);
            assert!(shown.ends_with('…') && shown.chars().count() <= 121, "{shown}");
        }
    }
}
