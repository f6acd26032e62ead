//! Values that stand for what should be there.

use crate::text::letters_and_digits;
use store_auth::Field;

/// Values that are names or examples of what belongs there.
pub(crate) fn is_placeholder(field: Field, text: &[u8]) -> bool {
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
    let plain = letters_and_digits(text);
    text.len() <= 64 && NOTHING.iter().chain(known).any(|known| *known == plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_the_whole_value_in_any_spelling_of_64_bytes_at_most() {
        let spaced = |length: usize| format!("{:length$}", "display_id");
        for (field, text, expected) in [
            (Field::Id, "preview", true),
            (Field::Id, "{displayId}", true),
            (Field::Id, "[object Object]", true),
            (Field::Id, &spaced(64), true),
            (Field::Id, &spaced(65), false),
            (Field::Id, "previews", false),
            (Field::ProductCode, "preview", false),
            (Field::ProductCode, "null", true),
            (Field::Expiry, "yyyy-MM-dd'T'HH:mm:ss.sssZ", true),
            (Field::Signature, "signatureA", true),
            (Field::Signature, "", false),
        ] {
            assert_eq!(is_placeholder(field, text.as_bytes()), expected, "{field} {text}");
        }
    }
}
