//! Takes a request as it was pasted, and says which mistakes it was made with.

use crate::{
    code::Code,
    confidence::Confidence,
    contents::{Contents, FormMistake},
    expiry_forms::ExpiryForms,
    finding::Finding,
    findings::Findings,
    identifiers,
    key_mask::KeyMask,
    key_text::KeyText,
    known_keys::KnownKeys,
    likely, parameter_names,
    pasted::Pasted,
    proven::{Material, Proven},
    query_forms,
    report::Report,
    sent_fields::SentFields,
    text, time_and_policy,
    verification_steps::Verification,
};
use chrono::{DateTime, Utc};
use store_auth::{
    Denied, Expiry, ExpiryEncoding, Field, KeyError, Policy, ServerKey, Signature, Signer, Verifier,
};
use store_auth_key_file::Flaw;

/// Explains the verdicts of a server with these keys and this policy.
#[derive(Debug)]
pub struct Explainer {
    keys: KnownKeys,
    verifier: Verifier,
    other_id: Option<Box<[u8]>>,
    /// By the number of the key.
    found_in_key_files: Vec<(usize, Code)>,
    reveals: bool,
}

impl Explainer {
    /// Explains the verdicts of a verifier with these keys, the current one first, and this policy.
    ///
    /// # Errors
    /// [`KeyError::NoKey`] where there is none.
    pub fn new(keys: impl IntoIterator<Item = KeyText>, policy: Policy) -> Result<Self, KeyError> {
        let keys = KnownKeys::of(keys);
        let verifier = Verifier::new(keys.ring()?).policy(policy);
        Ok(Self { keys, verifier, other_id: None, found_in_key_files: Vec::new(), reveals: false })
    }

    /// Explains as far as it can be done without a key: the form of a request, its time, and mistakes for which no key is
    /// needed. What else depends on the signature is [undecided](Report::undecided).
    ///
    /// # Errors
    /// None as yet.
    pub fn without_key(policy: Policy) -> Result<Self, KeyError> {
        let keys = KnownKeys::of([]);
        // A verifier has a key: this one is past its end at any time.
        let key = ServerKey::new("none")?.accept_until(DateTime::<Utc>::MIN_UTC);
        let verifier = Verifier::new(key).policy(policy);
        Ok(Self { keys, verifier, other_id: None, found_in_key_files: Vec::new(), reveals: false })
    }

    /// Adds a key that was accepted once. Keys of the server past their end need not be told again.
    #[must_use]
    pub fn retired_key(mut self, key: KeyText) -> Self {
        self.keys.retired.push(key);
        self
    }

    /// Adds the key of another server, by its server id: signatures for that one may have been sent here.
    #[must_use]
    pub fn other_server(mut self, server_id: &str, key: KeyText) -> Self {
        self.keys.of_other_servers.push((server_id.into(), key));
        self
    }

    /// The company's id, where requests come with a display's, or the reverse.
    #[must_use]
    pub fn other_id(mut self, id: impl AsRef<[u8]>) -> Self {
        self.other_id = Some(id.as_ref().into());
        self
    }

    /// What else than the key [`store_auth_key_file`] found in the file of this key of the server, the current one
    /// being 0.
    #[must_use]
    pub fn found_in_key_file(mut self, key_index: usize, flaw: Flaw) -> Self {
        // They have the names of the mistakes that are made with such files.
        self.found_in_key_files.extend(flaw.name().parse().map(|code| (key_index, code)));
        self
    }

    /// Has reports hold the signature that would have been right. Only for whoever holds the key anyway.
    #[must_use]
    pub fn reveal_expected(mut self) -> Self {
        self.reveals = true;
        self
    }

    /// Explains the verdict on a request, as of `now`.
    ///
    /// Of the text, 64 KiB are looked at. The verdict is that of [`Verifier::verify_at`] on the request that a server
    /// reads from it: from a URL its query, from a JSON object its members, from text that is neither, none. A URL or query
    /// that was broken into lines is read in one piece.
    #[must_use]
    pub fn explain_at(&self, text: impl AsRef<[u8]>, now: DateTime<Utc>) -> Report {
        let text = text.as_ref();
        let pasted = Pasted::of(text);
        let verdict = self.verifier.verify_at(&pasted.request(), now);
        let mask = KeyMask::of(self.keys.texts());
        let fields = SentFields::among(Contents::of(text, &pasted), &mask);
        let verification = Verification {
            verifier: &self.verifier,
            verdict: &verdict,
            fields: &fields,
            now,
            mask: &mask,
            is_keyless: self.keys.is_empty(),
        };
        let steps = verification.steps();
        let mut findings = Findings::default();
        let mut candidates = 0;
        if let Err(denied) = &verdict {
            candidates = self.explain(denied, text, &fields, now, &mask, &mut findings);
        }
        self.note_key_files(&mut findings);
        let expected_signature = if self.reveals { self.expected(&fields, now) } else { None };
        Report {
            verdict,
            form: pasted.name(),
            steps,
            findings: findings.into_vec(),
            candidates,
            expected_signature,
            is_keyless: self.keys.is_empty(),
        }
    }

    /// Finds the mistakes behind a denial, and says how many texts were hashed for that.
    fn explain(
        &self,
        denied: &Denied,
        text: &[u8],
        fields: &SentFields,
        now: DateTime<Utc>,
        mask: &KeyMask<'_>,
        findings: &mut Findings,
    ) -> usize {
        let proven = Proven::search(&self.material(fields, now), fields, &self.keys, mask);
        findings.extend(proven.findings);
        if mask.holds_key(text.get(..text::TEXT_MAX).unwrap_or(text)) {
            findings.add(Finding::new(Code::KeyInRequest, Confidence::Certain, String::new()));
        }
        for FormMistake { code, detail } in fields.mistakes() {
            let is_certain = proven.is_found || is_stated(*code, fields, text);
            let confidence = if is_certain { Confidence::Certain } else { Confidence::Likely };
            findings.add(Finding::new(*code, confidence, detail.clone()));
        }
        if !proven.is_found {
            findings.extend(likely::findings(fields, mask));
        }
        let is_keyless = self.keys.is_empty();
        let is_unknown =
            !is_keyless && proven.is_searched && !proven.is_found && findings.is_empty();
        findings.extend(time_and_policy::findings(
            &self.verifier,
            denied,
            fields,
            now,
            proven.is_found,
        ));
        if is_unknown {
            let detail = format!("{} texts were hashed", proven.candidates);
            findings.add(Finding::new(Code::NoKnownMistake, Confidence::Unknown, detail));
        }
        let is_undecided = is_keyless && *denied == Denied::SignatureMismatch;
        if findings.is_empty() && !is_undecided {
            // Right but for its form, as with a `%` that stands for itself.
            let detail = denied.to_string();
            findings.add(Finding::new(Code::MalformedValue, Confidence::Certain, detail));
        }
        proven.candidates
    }

    pub(crate) fn material(&self, fields: &SentFields, now: DateTime<Utc>) -> Material {
        let policy = self.verifier.policy_in_force();
        let served = policy.products().into_iter().flatten();
        let expiry = fields.get(Field::Expiry);
        Material {
            keys: self.keys.forms(self.verifier.keys(), now),
            identifiers: identifiers::forms(fields, self.other_id.as_deref(), served),
            expiries: expiry.map(|sent| {
                let repeated = fields.repeated(Field::Expiry);
                ExpiryForms::of(sent, repeated, policy.expiry_encoding())
            }),
            queries: query_forms::of(fields),
        }
    }

    fn note_key_files(&self, findings: &mut Findings) {
        for (index, code) in &self.found_in_key_files {
            let detail =
                format!("the file of key {index} is so; a server that reads it as it is fails");
            // It keeps every request out, so nothing else comes first.
            findings.add_first(Finding::new(*code, Confidence::Certain, detail));
        }
    }

    /// The signature that would have been right.
    fn expected(&self, fields: &SentFields, now: DateTime<Utc>) -> Option<Signature> {
        let text = |field| std::str::from_utf8(fields.text(field)).ok();
        let (id, product_code) = (text(Field::Id)?, text(Field::ProductCode)?);
        let sent = Expiry::parse(fields.text(Field::Expiry)).ok()?;
        let signed = match self.verifier.policy_in_force().expiry_encoding() {
            ExpiryEncoding::AsReceived => sent,
            ExpiryEncoding::JavaSample | ExpiryEncoding::Either => {
                Expiry::java(sent.instant()).ok()?
            }
        };
        let key = self.keys.accepted_at(self.verifier.keys(), now)?.server_key().ok()?;
        Signer::new(key).sign(id, product_code, &signed).ok()
    }
}

/// Whether the text says it in so many words.
fn is_stated(code: Code, fields: &SentFields, text: &[u8]) -> bool {
    match code {
        Code::StoreDenied
        | Code::StoreIdNotFound
        | Code::StoreNoSignatures
        | Code::RepeatedParameter => true,
        // Of a text that is no request as a whole, perhaps only the request was not found.
        Code::MissingParameter => {
            let is_read = Pasted::is_whole(text)
                || Field::ALL.into_iter().any(|field| fields.get(field).is_some());
            is_read && !Field::ALL.into_iter().any(|field| is_elsewhere(field, fields, text))
        }
        _ => false,
    }
}

/// Whether the text has a field that was not read from it, or has it once more where it was read as empty.
fn is_elsewhere(field: Field, fields: &SentFields, text: &[u8]) -> bool {
    let read = usize::from(fields.get(field).is_some());
    fields.text(field).is_empty() && parameter_names::count_in(text::trimmed(text), field) > read
}
