//! Why a request was denied, and what to do about it.
//!
//! An [`Explainer`] takes a request as people paste it: a URL, a query, a set of headers (`Store-Id: …` or `Id: …`), a
//! JSON object, the Store's answer. Its [`Report`] has every step of verification, and *findings*: named mistakes. A mistake is certain where
//! the signature proves it, since hashing the text that this mistake makes gives the signature that was sent; it is
//! likely where only the form of the request suggests it.
//!
//! ```
//! use store_auth::chrono::{TimeZone, Utc};
//! use store_auth::explain::{Code, Confidence, Explainer};
//! use store_auth::{ServerKey, Verifier};
//!
//! let key = ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?;
//! let explainer = Explainer::new(Verifier::new(key));
//!
//! // Signed by `sha1sum` over what `echo` printed.
//! let report = explainer.explain_at(
//!     "/feed?id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
//!      &expiry=2016-04-26T08:17:59.059+0000&signature=4888d2784c156b643baca20483e8ee131652904a",
//!     Utc.with_ymd_and_hms(2016, 4, 26, 8, 0, 0).unwrap(),
//! );
//! let finding = &report.findings()[0];
//! assert_eq!(finding.code(), Code::MessageNewline);
//! assert_eq!(finding.confidence(), Confidence::Certain);
//! assert_eq!(finding.code().fix(), "Use `printf %s` or `echo -n`, and hash nothing behind the expiry.");
//! # Ok::<(), store_auth::KeyError>(())
//! ```
//!
//! No report holds a key. The search is bounded and always the same for the same request: at most 200,000 texts are
//! hashed. It takes milliseconds where a verdict takes less than a microsecond, and not a constant time: it is for
//! people who look for a mistake, not for every denial.

mod code;
mod dates;
mod doubts;
mod expiry_forms;
mod finding;
mod gather;
mod json;
mod key_forms;
mod layout;
mod names;
mod read;
mod repairs;
mod report;
mod search;
mod shown;
mod signature_forms;
mod steps;
mod values;
mod verdict;

pub use code::{Code, ToldBy, Topic};
pub use finding::{Comparison, Confidence, Finding};
pub use key_forms::clean_key;
pub use report::{Report, Status, Step};

use crate::{
    denied::Denied,
    expiry,
    instant::Instant,
    key::ServerKey,
    malformed::Field,
    message::Message,
    signature::Signature,
    token,
    verifier::{ExpiryEncoding, Verifier},
};
use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use chrono::{DateTime, Utc};
use expiry_forms::ExpiryForms;
use gather::{Gathered, Misread};
use key_forms::KeyForm;
use read::Form;
use search::{Hit, Search, Space};
use shown::Shown;
use zeroize::Zeroizing;

/// Of so many keys the usual changes are tried.
const KEYS_CHANGED: usize = 8;

/// Signatures over longer values are not searched for.
const VALUE_MAX: usize = 256;

/// Explains the verdicts of a [`Verifier`].
#[derive(Debug)]
pub struct Explainer {
    verifier: Verifier,
    retired: Vec<ServerKey>,
    others: Vec<(Box<str>, ServerKey)>,
    other_id: Option<Box<[u8]>>,
    blemishes: Vec<(usize, Code)>,
    reveals: bool,
}

impl Explainer {
    /// Explains the verdicts of this verifier.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            retired: Vec::new(),
            others: Vec::new(),
            other_id: None,
            blemishes: Vec::new(),
            reveals: false,
        }
    }

    /// Adds a key that was accepted once. Keys of the verifier past their end need not be told again.
    #[must_use]
    pub fn retired_key(mut self, key: ServerKey) -> Self {
        self.retired.push(key);
        self
    }

    /// Adds the key of another server, by its server id: signatures for that one may have been sent here.
    #[must_use]
    pub fn other_server(mut self, server_id: &str, key: ServerKey) -> Self {
        self.others.push((server_id.into(), key));
        self
    }

    /// The company's id, where requests come with a display's, or the reverse.
    #[must_use]
    pub fn other_id(mut self, id: impl AsRef<[u8]>) -> Self {
        self.other_id = Some(id.as_ref().into());
        self
    }

    /// What else than the key [`clean_key`] found in the file of this key of the verifier, the current one being 0.
    #[must_use]
    pub fn found_in_key_file(mut self, key_index: usize, blemish: Code) -> Self {
        self.blemishes.push((key_index, blemish));
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
    /// reads from it: from a URL its query, from a JSON object its members, from text that is neither, none.
    #[must_use]
    pub fn explain_at(&self, text: impl AsRef<[u8]>, now: DateTime<Utc>) -> Report {
        let text = text.as_ref();
        let form = Form::of(text);
        let verdict = self.verifier.verify_at(&form.request(), now);
        let shown = Shown::without(self.all_keys().map(ServerKey::as_bytes));
        let gathered = Gathered::from(text, &form, &shown);
        let steps = steps::steps(&self.verifier, &verdict, &gathered, now, &shown);
        let mut findings = Findings::default();
        let mut candidates = 0;
        if let Err(denied) = &verdict {
            candidates = self.explain(denied, text, &gathered, now, &shown, &mut findings);
        }
        self.note_blemishes(&mut findings);
        let expected_signature = if self.reveals { self.expected(&gathered, now) } else { None };
        Report {
            verdict,
            form: form.name(),
            steps,
            findings: findings.0,
            candidates,
            expected_signature,
        }
    }

    fn explain(
        &self,
        denied: &Denied,
        text: &[u8],
        gathered: &Gathered,
        now: DateTime<Utc>,
        shown: &Shown<'_>,
        findings: &mut Findings,
    ) -> usize {
        let keys = self.key_forms(now);
        let expiries = gathered
            .get(Field::Expiry)
            .map(|sent| ExpiryForms::of(sent, self.verifier.expiry_encoding));
        let subjects =
            values::subjects(gathered, self.other_id.as_deref(), self.verifier.products.as_ref());
        let mut search = Search::new();
        let mut searched = false;
        let mut hit = None;
        if let Some(expiries) = expiries.as_ref().filter(|_| is_searchable(gathered)) {
            let space = Space { subjects: &subjects, keys: &keys, expiries };
            for (target, most, code) in targets(gathered) {
                searched = true;
                if let Some(found) = search.find(&space, target, most) {
                    hit = Some((found, code));
                    break;
                }
            }
        }

        let is_proved = hit.is_some();
        if let Some((hit, code)) = &hit {
            self.note_hit(hit, *code, gathered, shown, findings);
        }
        let holds_key = shown.holds_key(text.get(..read::TEXT_MAX).unwrap_or(text));
        if holds_key {
            findings.add(Finding::new(Code::KeyInRequest, Confidence::Certain, String::new()));
        }
        for Misread { code, detail } in &gathered.misread {
            let confidence = if is_proved || is_stated(*code) {
                Confidence::Certain
            } else {
                Confidence::Likely
            };
            findings.add(Finding::new(*code, confidence, detail.clone()));
        }
        if !is_proved {
            for doubt in doubts::doubts(gathered, shown) {
                findings.add(doubt);
            }
        }
        let is_unknown = searched && !is_proved && findings.0.is_empty();
        findings.0.extend(verdict::findings(&self.verifier, denied, gathered, now, is_proved));
        if is_unknown {
            let detail = format!("{} texts were hashed", search.candidates);
            findings.add(Finding::new(Code::NoKnownMistake, Confidence::Certain, detail));
        }
        if findings.0.is_empty() {
            // Right but for its form, as with a `%` that stands for itself.
            let detail = denied.to_string();
            findings.add(Finding::new(Code::MalformedValue, Confidence::Certain, detail));
        }
        search.candidates
    }

    fn all_keys(&self) -> impl Iterator<Item = &ServerKey> {
        let others = self.others.iter().map(|other| &other.1);
        self.verifier.keys.keys.iter().chain(&self.retired).chain(others)
    }

    /// Every key as it is, then changed. Origins count the keys of the verifier, the retired ones and the others.
    fn key_forms(&self, now: DateTime<Utc>) -> Vec<KeyForm> {
        let own = self.verifier.keys.keys.len();
        let known = own.saturating_add(self.retired.len());
        let mut forms = Vec::new();
        for (origin, key) in self.all_keys().enumerate() {
            let code = if origin >= known {
                Some(Code::OtherServerKey)
            } else if origin >= own || !key.is_accepted_at(Instant::of(now)) {
                Some(Code::RetiredKey)
            } else {
                None
            };
            forms.push(KeyForm { bytes: Zeroizing::new(key.as_bytes().to_vec()), code, origin });
        }
        for (origin, key) in self.verifier.keys.keys.iter().enumerate().take(KEYS_CHANGED) {
            forms.extend(key_forms::of(key.as_bytes(), origin));
        }
        forms
    }

    fn note_hit(
        &self,
        hit: &Hit<'_>,
        of_signature: Option<Code>,
        gathered: &Gathered,
        shown: &Shown<'_>,
        findings: &mut Findings,
    ) {
        for code in hit.mistakes.codes().chain(of_signature) {
            let comparison = Field::ALL.into_iter().find_map(|field| {
                let (of_field, signed) = match field {
                    Field::Id => (hit.subject.code, &hit.subject.id),
                    Field::ProductCode => (hit.subject.code, &hit.subject.product_code),
                    Field::Expiry => (hit.expiry.code, &hit.expiry.text),
                    Field::Signature => return None,
                };
                let sent = gathered.get(field).filter(|_| of_field == Some(code))?;
                Comparison::new(field, &sent.text, signed, shown)
            });
            let detail = self.detail(code, hit);
            findings.add(Finding::new(code, Confidence::Certain, detail).comparing(comparison));
        }
    }

    fn detail(&self, code: Code, hit: &Hit<'_>) -> String {
        let origin = hit.key.origin;
        let own = self.verifier.keys.keys.len();
        let known = own.saturating_add(self.retired.len());
        match code {
            Code::OtherServerKey => {
                let other = origin.checked_sub(known).and_then(|place| self.others.get(place));
                let server = other.map(|other| &*other.0).unwrap_or_default();
                format!("it is the one for server `{}`", server.escape_default())
            }
            Code::RetiredKey if origin < own => format!("key {origin} of this server made it"),
            Code::RetiredKey => format!("retired key {} made it", origin.saturating_sub(own)),
            _ if hit.key.code == Some(code) => {
                format!("the signature was made with key {origin} changed in this way")
            }
            _ if hit.expiry.code == Some(code) && !hit.expiry.label.is_empty() => {
                format!("what was signed: {}", hit.expiry.label)
            }
            _ => String::new(),
        }
    }

    fn note_blemishes(&self, findings: &mut Findings) {
        for (index, code) in &self.blemishes {
            let detail =
                format!("the file of key {index} is so; a server that reads it as it is fails");
            // It keeps every request out, so nothing else comes first.
            findings.0.retain(|finding| finding.code != *code);
            findings.0.insert(0, Finding::new(*code, Confidence::Certain, detail));
        }
    }

    fn expected(&self, gathered: &Gathered, now: DateTime<Utc>) -> Option<Signature> {
        let text = |field| gathered.get(field).map(|sent| sent.text.as_slice());
        let (id, product_code) = (text(Field::Id)?, text(Field::ProductCode)?);
        let sent = text(Field::Expiry)?;
        token::check_id(id).ok()?;
        token::check_product_code(product_code).ok()?;
        expiry::instant(sent).ok()?;
        let (_, key) = self.verifier.keys.accepted_at(Instant::of(now)).next()?;
        let java = match self.verifier.expiry_encoding {
            ExpiryEncoding::AsReceived => None,
            ExpiryEncoding::JavaSample | ExpiryEncoding::Either => expiry::java_rendering(sent),
        };
        let mut message = Message::blank();
        message.start(id, product_code);
        message.finish(key, java.as_ref().map_or(sent, |java| java.as_slice()));
        Some(Signature::new(&message.hash()))
    }
}

/// Findings, each code once.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, finding: Finding) {
        if self.0.iter().all(|known| known.code != finding.code) {
            self.0.push(finding);
        }
    }
}

fn is_searchable(gathered: &Gathered) -> bool {
    Field::ALL.into_iter().all(|field| {
        gathered
            .get(field)
            .is_some_and(|sent| sent.text.len() <= VALUE_MAX && sent.raw.len() <= VALUE_MAX * 3)
    })
}

/// The hashes that the signatures say: of a list all are tried as they are, the first one with mistakes too.
fn targets(gathered: &Gathered) -> Vec<(signature_forms::Target, usize, Option<Code>)> {
    let mut targets = Vec::new();
    for text in &gathered.signatures {
        targets.extend(signature_forms::read(text).map(|(target, code)| (target, 0, code)));
    }
    let sent = gathered.get(Field::Signature).map(|sent| sent.text.as_slice()).unwrap_or_default();
    targets.extend(signature_forms::read(sent).map(|(target, code)| (target, 2, code)));
    targets
}

/// Whether the text says it in so many words.
fn is_stated(code: Code) -> bool {
    matches!(
        code,
        Code::StoreDenied
            | Code::StoreIdNotFound
            | Code::StoreNoSignatures
            | Code::MissingParameter
            | Code::RepeatedParameter
    )
}
