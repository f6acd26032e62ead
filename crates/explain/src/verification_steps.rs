//! The steps of verification, and where a request was denied.

use crate::{
    key_mask::KeyMask,
    past,
    sent_fields::SentFields,
    spans::span,
    step::{Status, Step},
};
use chrono::{DateTime, Utc};
use core::cmp::Ordering;
use store_auth::{Authorization, Denied, Expiry, Field, Iso8601, Malformed, Problem, Verifier};

/// The steps behind those of the grammar.
const TIME: usize = 4;
const MATCH: usize = 5;
const PRODUCT: usize = 6;
const LIFETIME: usize = 7;

/// A verification that took place.
pub(crate) struct Verification<'a> {
    pub(crate) verifier: &'a Verifier,
    pub(crate) verdict: &'a Result<Authorization, Denied>,
    pub(crate) fields: &'a SentFields,
    pub(crate) now: DateTime<Utc>,
    pub(crate) mask: &'a KeyMask<'a>,
    /// Whether no key was told, so that no signature is checked.
    pub(crate) is_keyless: bool,
}

impl Verification<'_> {
    pub(crate) fn steps(&self) -> Vec<Step> {
        let grammar = Field::ALL.into_iter().enumerate().map(|(place, field)| Step {
            name: field.name(),
            status: self.status(place),
            seen: self.seen(field),
            expected: grammar(field).into(),
            at: self.wrong_at(field),
        });
        grammar.chain([self.time(), self.matching(), self.product(), self.lifetime()]).collect()
    }

    /// Which step failed, if any.
    fn failed(&self) -> Option<usize> {
        match self.verdict {
            Ok(_) => None,
            Err(Denied::Malformed(malformed)) => {
                Field::ALL.iter().position(|field| *field == malformed.field)
            }
            Err(Denied::Expired { .. }) => Some(TIME),
            Err(Denied::SignatureMismatch) => Some(MATCH),
            Err(Denied::ProductNotAllowed) => Some(PRODUCT),
            Err(Denied::LifetimeTooLong { .. }) => Some(LIFETIME),
            // One that has no step here is checked behind those that have.
            Err(_) => Some(usize::MAX),
        }
    }

    fn status(&self, place: usize) -> Status {
        // A signature over the Java rendering alone can make it expire after it matched.
        let matched_first =
            || past::expired_at(self.verifier, self.fields.text(Field::Expiry), self.now).is_none();
        let Some(failed) = self.failed() else { return Status::Passed };
        match place.cmp(&failed) {
            Ordering::Less => Status::Passed,
            Ordering::Equal if failed == MATCH && self.is_keyless => Status::NotReached,
            Ordering::Equal => Status::Failed,
            Ordering::Greater if failed == TIME && place == MATCH && matched_first() => {
                Status::Passed
            }
            Ordering::Greater => Status::NotReached,
        }
    }

    /// A step behind those of the grammar.
    fn step(&self, place: usize, name: &'static str, seen: String, expected: String) -> Step {
        Step { name, status: self.status(place), seen, expected, at: None }
    }

    fn time(&self) -> Step {
        let now = Iso8601(self.now);
        let seen = match self.expires_at() {
            Some(at) => format!("expires at {}, now is {now}", Iso8601(at)),
            None => format!("now is {now}"),
        };
        let leeway = self.verifier.policy_in_force().leeway();
        let expected = if leeway.as_millis() == 0 {
            "an expiry that is not past".into()
        } else {
            format!("an expiry that is not past by more than {}", span(leeway))
        };
        self.step(TIME, "time", seen, expected)
    }

    fn matching(&self) -> Step {
        let seen = match self.verdict {
            Ok(authorization) => format!("made by key {}", authorization.key_index()),
            Err(_) => self.value(Field::Signature),
        };
        let keys = self.verifier.keys().iter();
        let expected = match keys.filter(|key| key.is_accepted_at(self.now)).count() {
            _ if self.is_keyless => "a key to check it with: none was told".to_owned(),
            1 => "the hash of id#pc#key#expiry with the accepted key".to_owned(),
            keys => format!("the hash of id#pc#key#expiry with one of {keys} accepted keys"),
        };
        self.step(MATCH, "match", seen, expected)
    }

    fn product(&self) -> Step {
        let expected = match self.verifier.policy_in_force().products() {
            None => "any".to_owned(),
            Some(served) => format!("one of {} that are served", served.len()),
        };
        self.step(PRODUCT, "product", self.value(Field::ProductCode), expected)
    }

    fn lifetime(&self) -> Step {
        let ahead = self.expires_at().map(|at| at.signed_duration_since(self.now));
        let seen = match ahead.map(|ahead| (ahead.to_std(), ahead.abs().to_std())) {
            None => "unknown".to_owned(),
            Some((Ok(ahead), _)) => format!("{} ahead", span(ahead)),
            Some((Err(_), ago)) => format!("{} ago", span(ago.unwrap_or_default())),
        };
        let expected = match self.verifier.policy_in_force().max_lifetime() {
            None => "any".to_owned(),
            Some(longest) => format!("at most {}", span(longest)),
        };
        self.step(LIFETIME, "lifetime", seen, expected)
    }

    fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self.verdict {
            Err(
                Denied::Expired { expires_at, .. } | Denied::LifetimeTooLong { expires_at, .. },
            ) => Some(*expires_at),
            Ok(authorization) => Some(authorization.expires_at()),
            Err(_) => {
                let expiry = Expiry::parse(self.fields.text(Field::Expiry)).ok()?;
                Some(expiry.instant())
            }
        }
    }

    /// What is wrong with the form of a field, where the request was denied for that.
    fn malformed(&self, field: Field) -> Option<Problem> {
        match self.verdict {
            Err(Denied::Malformed(Malformed { field: bad, problem })) if *bad == field => {
                Some(*problem)
            }
            _ => None,
        }
    }

    fn seen(&self, field: Field) -> String {
        match self.malformed(field) {
            Some(Problem::Missing) => "nothing".into(),
            Some(Problem::Repeated) => "more than one".into(),
            Some(Problem::BothNames) => {
                format!("both `{field}` and `{}`", field.other_name().unwrap_or_default())
            }
            _ => self.value(field),
        }
    }

    fn value(&self, field: Field) -> String {
        match self.fields.get(field) {
            None => "nothing".into(),
            Some(sent) if sent.text.is_empty() => "an empty text".into(),
            Some(sent) => self.shown(field, &sent.text),
        }
    }

    fn shown(&self, field: Field, text: &[u8]) -> String {
        self.mask.field(field, text, self.fields.text(Field::Signature))
    }

    /// Where in the shown text the first bad byte is.
    fn wrong_at(&self, field: Field) -> Option<usize> {
        let (Problem::Byte { offset, .. } | Problem::Range { offset }) = self.malformed(field)?
        else {
            return None;
        };
        let text = &self.fields.get(field)?.text;
        let before = self.shown(field, text.get(..offset)?);
        // What is masked or cut has no place.
        let is_shown = self.shown(field, text).starts_with(&before);
        is_shown.then(|| before.chars().count())
    }
}

/// What a field looks like.
fn grammar(field: Field) -> &'static str {
    match field {
        Field::Id => "1 to 64 bytes of visible ASCII other than '#'",
        Field::ProductCode => "1 to 50 bytes of visible ASCII other than '#'",
        Field::Expiry => "YYYY-MM-DDThh:mm:ss.mmmZ or YYYY-MM-DDThh:mm:ss.mmm+0000",
        Field::Signature => "40 lowercase hexadecimal digits",
    }
}
