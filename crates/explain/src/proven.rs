//! Mistakes that the signature proves: hashing the text that they make gives the signature that was sent.

use crate::{
    code::Code,
    confidence::Confidence,
    expiry_form::ExpiryForm,
    expiry_forms::ExpiryForms,
    finding::{Comparison, Finding},
    identifiers::IdentifierForms,
    key_forms::KeyForms,
    key_mask::KeyMask,
    known_keys::KnownKeys,
    search::{Hit, Search, Space},
    sent_fields::SentFields,
    signature_forms,
    signature_target::{Target, Written},
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
pub(crate) struct Material {
    pub(crate) keys: KeyForms,
    pub(crate) identifiers: IdentifierForms,
    /// `None` where no expiry was sent.
    pub(crate) expiries: Option<ExpiryForms>,
    /// What may have been hashed whole.
    pub(crate) queries: Vec<Vec<u8>>,
}

impl Proven {
    pub(crate) fn search(
        material: &Material,
        fields: &SentFields,
        known: &KnownKeys,
        mask: &KeyMask<'_>,
    ) -> Self {
        let mut proven = Self::default();
        let Some(expiries) = material.expiries.as_ref().filter(|_| is_searchable(fields)) else {
            return proven;
        };
        let Material { identifiers, keys, queries, .. } = material;
        let space = Space { identifiers, keys, expiries, queries };
        let mut search = Search::new();
        for (target, most, code) in targets(fields) {
            proven.is_searched = true;
            if let Some(hit) = search.find(&space, &target, most) {
                proven.is_found = true;
                proven.findings = FoundText { hit, fields, known, mask }.findings(expiries, code);
                break;
            }
        }
        proven.candidates = search.candidates;
        proven
    }
}

fn is_searchable(fields: &SentFields) -> bool {
    Field::ALL
        .into_iter()
        .all(|field| fields.get(field).is_some_and(|sent| sent.text.len() <= VALUE_MAX))
}

/// The hashes that the signatures say: of several all are tried as they are, the first one with mistakes too.
fn targets(fields: &SentFields) -> Vec<(Target, usize, Option<Code>)> {
    let listed = fields.signatures.iter().filter_map(|text| {
        let (target, code) = signature_forms::read(text)?;
        Some((target, 0, code))
    });
    let repeated = fields.repeated(Field::Signature).filter_map(|text| {
        let (target, _) = signature_forms::read(text)?;
        Some((target, 0, Some(Code::RepeatedParameter)))
    });
    let sent = signature_forms::read(fields.text(Field::Signature));
    let sent = sent.map(|(target, code)| (target, 2, code));
    listed.chain(repeated).chain(sent).collect()
}

/// A text that has the signature, and what a finding shows of it.
struct FoundText<'a> {
    hit: Hit<'a>,
    fields: &'a SentFields,
    known: &'a KnownKeys,
    mask: &'a KeyMask<'a>,
}

impl FoundText<'_> {
    /// One for each of its mistakes, and one for what makes the very same text.
    fn findings(&self, expiries: &ExpiryForms, code: Option<Code>) -> Vec<Finding> {
        let written = match self.hit.written {
            Written::AsSeen => None,
            Written::With(code) => Some(code),
        };
        let codes = self.hit.mistakes.codes().chain(written).chain(code);
        let mut findings: Vec<_> = codes.map(|code| self.finding(code)).collect();
        let Some(parts) = self.hit.parts else { return findings };
        let of_expiry = findings.iter_mut().find(|found| Some(found.code) == parts.expiry.code);
        let other = expiries.others(parts.expiry);
        if let (Some(found), Some((other, code))) =
            (of_expiry, other.and_then(|other| Some((other, other.code?))))
        {
            // The signature proves the text, and not which of the two made it.
            found.confidence = Confidence::Likely;
            found.detail = format!(
                "{}; the same text is made where {} (`{code}`)",
                found.detail,
                code.title()
            );
            let detail = format!("{}; it is the same text as above", signed_as(other));
            let second = Finding::new(code, Confidence::Likely, detail);
            let second = second.comparing(found.comparison.clone());
            findings.push(second);
        }
        findings
    }

    fn finding(&self, code: Code) -> Finding {
        let comparison = Field::ALL.into_iter().find_map(|field| self.comparison(field, code));
        Finding::new(code, Confidence::Certain, self.detail(code)).comparing(comparison)
    }

    fn comparison(&self, field: Field, code: Code) -> Option<Comparison> {
        let parts = self.hit.parts?;
        let (of_field, signed) = match field {
            Field::Id => (parts.identifiers.code, &parts.identifiers.id),
            Field::ProductCode => (parts.identifiers.code, &parts.identifiers.product_code),
            Field::Expiry => (parts.expiry.code, &parts.expiry.text),
            Field::Signature => return None,
        };
        let sent = self.fields.get(field).filter(|_| of_field == Some(code))?;
        let signature = self.fields.text(Field::Signature);
        Comparison::new(field, &sent.text, signed, signature, self.mask)
    }

    fn detail(&self, code: Code) -> String {
        if code == Code::RepeatedParameter {
            return "the signature is right for another of the values than the first".into();
        }
        match self.hit.parts {
            Some(parts) if parts.key.code == Some(code) => self.known.detail(parts.key),
            Some(parts) if parts.expiry.code == Some(code) && !parts.expiry.label.is_empty() => {
                signed_as(parts.expiry)
            }
            _ => String::new(),
        }
    }
}

fn signed_as(expiry: &ExpiryForm) -> String {
    format!("what was signed: {}", expiry.label)
}
