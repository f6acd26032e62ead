//! Mistakes that the signature proves: hashing the text that they make gives the signature that was sent.

use crate::{
    code::Code,
    confidence::Confidence,
    expiry_forms::ExpiryForms,
    finding::{Comparison, Finding},
    identifiers::Identifiers,
    key_forms::KeyForm,
    key_mask::KeyMask,
    known_keys::KnownKeys,
    search::{Hit, Search, Space},
    sent_fields::SentFields,
    signature_forms::{self, Target},
};
use store_auth::Field;

/// Signatures over longer values are not searched for.
const VALUE_MAX: usize = 256;

/// What the search for the signed text came to.
#[derive(Default)]
pub(crate) struct Proven {
    /// None also where the text that was signed is right, once it is read as it was meant.
    pub(crate) findings: Vec<Finding>,
    /// Whether a text was found that has the signature.
    pub(crate) is_found: bool,
    /// Whether there was anything to search for.
    pub(crate) is_searched: bool,
    /// How many texts were hashed.
    pub(crate) candidates: usize,
}

/// What a text may have been signed of.
pub(crate) struct Parts {
    pub(crate) keys: Vec<KeyForm>,
    pub(crate) identifiers: Vec<Identifiers>,
    /// `None` where no expiry was sent.
    pub(crate) expiries: Option<ExpiryForms>,
}

impl Proven {
    pub(crate) fn search(
        parts: &Parts,
        fields: &SentFields,
        known: &KnownKeys,
        mask: &KeyMask<'_>,
    ) -> Self {
        let mut proven = Self::default();
        let Some(expiries) = parts.expiries.as_ref().filter(|_| is_searchable(fields)) else {
            return proven;
        };
        let space = Space { identifiers: &parts.identifiers, keys: &parts.keys, expiries };
        let mut search = Search::new();
        for (target, most, code) in targets(fields) {
            proven.is_searched = true;
            if let Some(hit) = search.find(&space, target, most) {
                proven.is_found = true;
                let codes = hit.mistakes.codes().chain(code);
                proven.findings =
                    codes.map(|code| finding(code, &hit, fields, known, mask)).collect();
                break;
            }
        }
        proven.candidates = search.candidates;
        proven
    }
}

fn is_searchable(fields: &SentFields) -> bool {
    Field::ALL.into_iter().all(|field| {
        fields
            .get(field)
            .is_some_and(|sent| sent.text.len() <= VALUE_MAX && sent.raw.len() <= VALUE_MAX * 3)
    })
}

/// The hashes that the signatures say: of a list all are tried as they are, the first one with mistakes too.
fn targets(fields: &SentFields) -> Vec<(Target, usize, Option<Code>)> {
    let listed = fields.signatures.iter().filter_map(|text| {
        let (target, code) = signature_forms::read(text)?;
        Some((target, 0, code))
    });
    let sent = signature_forms::read(fields.text(Field::Signature));
    listed.chain(sent.map(|(target, code)| (target, 2, code))).collect()
}

fn finding(
    code: Code,
    hit: &Hit<'_>,
    fields: &SentFields,
    known: &KnownKeys,
    mask: &KeyMask<'_>,
) -> Finding {
    let comparison = Field::ALL.into_iter().find_map(|field| {
        let (of_field, signed) = match field {
            Field::Id => (hit.identifiers.code, &hit.identifiers.id),
            Field::ProductCode => (hit.identifiers.code, &hit.identifiers.product_code),
            Field::Expiry => (hit.expiry.code, &hit.expiry.text),
            Field::Signature => return None,
        };
        let sent = fields.get(field).filter(|_| of_field == Some(code))?;
        Comparison::new(field, &sent.text, signed, mask)
    });
    let detail = if hit.key.code == Some(code) {
        known.detail(hit.key)
    } else if hit.expiry.code == Some(code) && !hit.expiry.label.is_empty() {
        format!("what was signed: {}", hit.expiry.label)
    } else {
        String::new()
    };
    Finding::new(code, Confidence::Certain, detail).comparing(comparison)
}
