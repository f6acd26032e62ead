//! The texts of a query that a signer may have hashed whole.

use crate::{escapes::percent_decoded, sent_fields::SentFields, url::pairs_of};
use store_auth::Field;

/// Longer queries are not hashed.
const QUERY_MAX: usize = 1024;

/// The query without its signature: as it was sent, decoded, and of the three fields alone; each with a `?` too.
pub(crate) fn of(fields: &SentFields) -> Vec<Vec<u8>> {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    let mut add = |text: Vec<u8>| {
        for text in [[b"?", text.as_slice()].concat(), text] {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    };
    if let Some(query) = fields.query.as_deref().filter(|query| query.len() <= QUERY_MAX) {
        let is_signature =
            |name: &[u8]| Field::named(&percent_decoded(name)) == Some(Field::Signature);
        let kept = pairs_of(query).filter(|(name, _)| !is_signature(name));
        let kept: Vec<_> = kept.map(|(name, value)| [name, b"=", value].concat()).collect();
        let kept = kept.join(&b"&"[..]);
        add(percent_decoded(&kept));
        add(kept);
    }
    let id = if fields.is_company { "cid" } else { "id" };
    for expiry in ["expiry", "expiry_time"] {
        let three = [(id, Field::Id), ("pc", Field::ProductCode), (expiry, Field::Expiry)];
        for separator in ["&", "#", ""] {
            let pairs =
                three.map(|(name, field)| [name.as_bytes(), b"=", fields.text(field)].concat());
            add(pairs.join(separator.as_bytes()));
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{contents::Contents, key_mask::KeyMask, pasted::Pasted};

    fn texts(request: &str) -> Vec<String> {
        let text = request.as_bytes();
        let contents = Contents::of(text, &Pasted::of(text));
        let texts = of(&SentFields::among(contents, &KeyMask::of([].into_iter())));
        texts.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect()
    }

    #[test]
    fn a_query_is_hashed_without_its_signature_decoded_or_not() {
        let texts = texts("/?pc=b&cid=a&x=%2B&expiry=c&sig%6eature=d");
        for expected in [
            "?pc=b&cid=a&x=+&expiry=c",
            "pc=b&cid=a&x=+&expiry=c",
            "?pc=b&cid=a&x=%2B&expiry=c",
            "pc=b&cid=a&x=%2B&expiry=c",
            "cid=a&pc=b&expiry=c",
            "?cid=a#pc=b#expiry_time=c",
            "cid=apc=bexpiry=c",
        ] {
            let found = texts.iter().filter(|text| *text == expected).count();
            assert_eq!(found, 1, "{expected}: {texts:?}");
        }
        assert_eq!(texts.len(), 16);
    }

    #[test]
    fn a_query_that_is_too_long_is_not_hashed() {
        let request = |length| format!("/?id={}", "a".repeat(length));
        assert_eq!([texts(&request(1021)).len(), texts(&request(1022)).len()], [14, 12]);
    }
}
