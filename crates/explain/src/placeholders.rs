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
