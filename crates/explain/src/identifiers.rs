//! The ids and product codes that may have been signed together.

use crate::{code::Code, repairs, sent_fields::SentFields};
use core::iter;
use store_auth::{Field, Malformed, Problem};

/// An id and a product code.
pub(crate) struct Identifiers {
    pub(crate) id: Vec<u8>,
    pub(crate) product_code: Vec<u8>,
    pub(crate) code: Option<Code>,
}

/// The ids and product codes that may have been signed together.
pub(crate) struct IdentifierForms {
    /// Few enough to be tried together with another mistake: those that were sent first.
    pub(crate) few: Vec<Identifiers>,
    /// Tried alone.
    pub(crate) many: Vec<Identifiers>,
}

/// What programs print where there is no value, and names of the value itself.
const NOTHING: [&str; 14] = [
    "undefined",
    "null",
    "[object Object]",
    "None",
    "nil",
    "<nil>",
    "NULL",
    "NaN",
    "false",
    "true",
    "{}",
    "[]",
    "0",
    "",
];
const INSTEAD_OF_ID: [&str; 8] =
    ["preview", "displayId", "display_id", "companyId", "company_id", "id", "cid", "test"];
const INSTEAD_OF_PRODUCT_CODE: [&str; 5] = ["productCode", "product_code", "product", "pc", "test"];

/// So many served products are compared with the one that was sent.
const PRODUCTS_MAX: usize = 64;

/// All of them.
pub(crate) fn forms(
    fields: &SentFields,
    other_id: Option<&[u8]>,
    served: impl Iterator<Item = impl AsRef<str>>,
) -> IdentifierForms {
    let few = few(fields, other_id, served);
    let many = instead_of_values(fields.text(Field::Id), fields.text(Field::ProductCode));
    IdentifierForms { few, many }
}

fn few(
    fields: &SentFields,
    other_id: Option<&[u8]>,
    served: impl Iterator<Item = impl AsRef<str>>,
) -> Vec<Identifiers> {
    let (id, product_code) = (fields.text(Field::Id), fields.text(Field::ProductCode));
    let mut forms = Vec::new();
    let mut add = |id: &[u8], product_code: &[u8], code: Option<Code>| {
        let is_known = |known: &Identifiers| known.id == id && known.product_code == product_code;
        if !forms.iter().any(is_known) {
            forms.push(Identifiers { id: id.to_vec(), product_code: product_code.to_vec(), code });
        }
    };

    let as_sent = fault(Field::Id, id).or_else(|| fault(Field::ProductCode, product_code));
    add(id, product_code, as_sent);
    let (ids, codes) = (fields.repeated(Field::Id), fields.repeated(Field::ProductCode));
    let ids: Vec<_> = iter::once(id).chain(ids).collect();
    let codes: Vec<_> = iter::once(product_code).chain(codes).collect();
    for id in &ids {
        for product_code in &codes {
            add(id, product_code, Some(Code::RepeatedParameter));
        }
    }
    let changed = |text: &[u8], case: Code| {
        let mut changed = repairs::of(text);
        changed.push((text.to_ascii_uppercase(), case));
        changed.push((text.to_ascii_lowercase(), case));
        changed.extend(repairs::signed_instead_of(text));
        changed
    };
    for (id, code) in changed(id, Code::IdCase) {
        add(&id, product_code, Some(code));
    }
    for id in other_uuid_forms(id) {
        add(&id, product_code, Some(Code::IdHyphens));
    }
    for (product_code, code) in changed(product_code, Code::PcCase) {
        add(id, &product_code, Some(code));
    }
    // The delimiter beside a value, before it would pass for one that was left out of the text.
    for (id, product_code) in
        [(without_hash(id), Some(product_code)), (Some(id), without_hash(product_code))]
    {
        if let (Some(id), Some(product_code)) = (id, product_code) {
            add(id, product_code, Some(Code::ForbiddenByte));
        }
    }
    // What happens to one value often happens to all.
    for (both_id, code) in repairs::of(id) {
        for (both, _) in repairs::of(product_code).iter().filter(|repaired| repaired.1 == code) {
            add(&both_id, both, Some(code));
        }
    }
    for (both_id, both) in repairs::encoded(id).iter().zip(&repairs::encoded(product_code)) {
        add(both_id, both, Some(Code::PercentEncoded));
    }
    let raw = |field| fields.get(field).map(|sent| sent.raw.as_slice()).unwrap_or_default();
    add(raw(Field::Id), raw(Field::ProductCode), Some(Code::PercentEncoded));

    if let Some(other) = other_id {
        let other_is_company = is_company(other) || !is_company(id) && !fields.is_company;
        let code = if other_is_company { Code::CompanyIdSigned } else { Code::DisplayIdSigned };
        add(other, product_code, Some(code));
    }
    for served in served.take(PRODUCTS_MAX) {
        // Three digits in common are chance.
        if product_code.len() > 3 && served.as_ref().as_bytes().starts_with(product_code) {
            add(id, served.as_ref().as_bytes(), Some(Code::TruncatedValue));
        }
    }
    forms
}

fn without_hash(text: &[u8]) -> Option<&[u8]> {
    text.strip_suffix(b"#").or_else(|| text.strip_prefix(b"#"))
}

/// What a signer may have hashed where it had no value.
fn instead_of_values(id: &[u8], product_code: &[u8]) -> Vec<Identifiers> {
    let identifiers = |id: &[u8], product_code: &[u8], code| Identifiers {
        id: id.to_vec(),
        product_code: product_code.to_vec(),
        code: Some(code),
    };
    let of_id = NOTHING.into_iter().chain(INSTEAD_OF_ID);
    let of_id = of_id.map(|text| identifiers(text.as_bytes(), product_code, Code::PlaceholderId));
    let of_code = NOTHING.into_iter().chain(INSTEAD_OF_PRODUCT_CODE);
    let of_code = of_code.map(|text| identifiers(id, text.as_bytes(), Code::PlaceholderValue));
    let doubled = [
        identifiers(&[id, id].concat(), product_code, Code::DoubledValue),
        identifiers(id, &[product_code, product_code].concat(), Code::DoubledValue),
    ];
    of_id.chain(of_code).chain(doubled).collect()
}

/// A company's id without its hyphens or in braces, or one that was sent so as it is written elsewhere.
fn other_uuid_forms(id: &[u8]) -> Vec<Vec<u8>> {
    let bare = id.strip_prefix(b"urn:uuid:").unwrap_or(id);
    let digits: Vec<u8> = bare.iter().copied().filter(|byte| !b"{}-".contains(byte)).collect();
    if digits.len() != 32 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(&digits).to_ascii_lowercase();
    let mut hyphened = String::with_capacity(36);
    for (place, digit) in text.chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            hyphened.push('-');
        }
        hyphened.push(digit);
    }
    let braced = format!("{{{hyphened}}}");
    [hyphened, text.clone(), text.to_ascii_uppercase(), braced.to_ascii_uppercase(), braced]
        .map(String::into_bytes)
        .into()
}

/// What is wrong with an id or a product code, where the grammar refuses it.
pub(crate) fn fault(field: Field, text: &[u8]) -> Option<Code> {
    let Malformed { problem, .. } = field.check(text).err()?;
    let repairs = repairs::of(text);
    let repair = repairs.iter().find(|(text, code)| {
        // A space inside is no plus, but in an expiry.
        *code != Code::PlusAsSpace && field.check(text).is_ok()
    });
    let otherwise = match problem {
        Problem::Byte { .. } => Code::ForbiddenByte,
        _ => Code::MalformedValue,
    };
    Some(repair.map_or(otherwise, |repair| repair.1))
}

/// Whether an id looks like a company's: a lower-case UUID.
pub(crate) fn is_company(id: &[u8]) -> bool {
    id.len() == 36
        && id.iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{contents::Contents, key_mask::KeyMask, pasted::Pasted};

    const COMPANY: &str = "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a";

    fn fields(text: &str) -> SentFields {
        let text = text.as_bytes();
        SentFields::among(Contents::of(text, &Pasted::of(text)), &KeyMask::of([].into_iter()))
    }

    /// Which mistake it is that these were signed.
    fn code(text: &str, other_id: Option<&str>, served: &str, signed: [&str; 2]) -> Option<Code> {
        let other_id = other_id.map(str::as_bytes);
        let forms = forms(&fields(text), other_id, [served].into_iter());
        let [id, product_code] = signed.map(str::as_bytes);
        let is_it = |form: &&Identifiers| form.id == id && form.product_code == product_code;
        forms.few.iter().find(is_it)?.code
    }

    #[test]
    fn the_other_id_is_a_companys_by_its_form_or_by_what_was_sent() {
        let (display, company) = (Some(Code::DisplayIdSigned), Some(Code::CompanyIdSigned));
        for (sent, other, expected) in [
            ("id=XU4XHT8XQDWK", COMPANY, company),
            ("id=XU4XHT8XQDWK", "acme", company),
            ("displayId=XU4XHT8XQDWK", "acme", company),
            ("cid=acme", COMPANY, company),
            ("cid=acme", "XU4XHT8XQDWK", display),
            ("companyId=acme", "XU4XHT8XQDWK", display),
            (&format!("id={COMPANY}"), "XU4XHT8XQDWK", display),
        ] {
            let text = format!("{sent}&pc=x");
            assert_eq!(code(&text, Some(other), "", [other, "x"]), expected, "{sent} {other}");
        }
    }

    #[test]
    fn a_product_code_is_cut_off_where_more_than_three_digits_start_one_that_is_served() {
        for (sent, expected) in [("abc", None), ("abcd", Some(Code::TruncatedValue))] {
            let text = format!("id=a&pc={sent}");
            assert_eq!(code(&text, None, "abcdef", ["a", "abcdef"]), expected, "{sent}");
        }
    }

    #[test]
    fn what_happened_to_both_values_is_one_mistake() {
        let quoted = Some(Code::QuotedValue);
        assert_eq!(code("id='a'&pc='b'", None, "", ["a", "b"]), quoted);
        assert_eq!(code("id='a'&pc=b", None, "", ["a", "b"]), quoted);
        assert_eq!(code("id='a'&pc=%20b", None, "", ["a", "b"]), None);
    }

    #[test]
    fn of_a_value_that_the_grammar_refuses_the_mistake_is_said() {
        let long_for_product_code = format!("{} ", "x".repeat(60));
        for (field, text, expected) in [
            (Field::Id, "a", None),
            (Field::ProductCode, "a", None),
            (Field::Id, "a b", Some(Code::ForbiddenByte)),
            (Field::Id, "a#b", Some(Code::ForbiddenByte)),
            (Field::Id, " a", Some(Code::WhiteSpace)),
            (Field::Id, &"x".repeat(65), Some(Code::MalformedValue)),
            // With the space or without, it is too long for a product code, and not for an id.
            (Field::ProductCode, &long_for_product_code, Some(Code::MalformedValue)),
            (Field::Id, &long_for_product_code, Some(Code::WhiteSpace)),
        ] {
            assert_eq!(fault(field, text.as_bytes()), expected, "{field} {text}");
        }
        assert_eq!(code("id=a%23b&pc=c", None, "", ["a#b", "c"]), Some(Code::ForbiddenByte));
        assert_eq!(code("id=a&pc=b%23c", None, "", ["a", "b#c"]), Some(Code::ForbiddenByte));
        assert_eq!(code("id=a&pc=b", None, "", ["a", "b"]), None);
    }

    #[test]
    fn only_a_uuid_has_other_forms_of_a_uuid() {
        for text in ["abcd1234", "XU4XHT8XQDWK", &"g".repeat(32), &"a".repeat(33)] {
            assert!(other_uuid_forms(text.as_bytes()).is_empty(), "{text}");
        }
        let digits = COMPANY.replace('-', "");
        let braced = format!("{{{COMPANY}}}");
        let upper = [digits.to_ascii_uppercase(), braced.to_ascii_uppercase()];
        let expected = [COMPANY, &digits, &upper[0], &upper[1], &braced].map(str::as_bytes);
        for text in [COMPANY, &digits, &braced, &format!("urn:uuid:{COMPANY}")] {
            assert_eq!(other_uuid_forms(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn a_companys_id_has_36_characters_with_hyphens_at_their_places() {
        assert!(is_company(COMPANY.as_bytes()));
        for text in
            ["abcd1234", &"a".repeat(36), &format!("{COMPANY}a"), &COMPANY.replace("8c5a", "8c-a")]
        {
            assert!(!is_company(text.as_bytes()), "{text}");
        }
    }
}
