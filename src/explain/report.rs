//! What an explanation consists of.

use super::{code::Code, finding::Finding};
use crate::{authorization::Authorization, denied::Denied, signature::Signature};
use alloc::{string::String, vec::Vec};
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// How a step of verification went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// As expected.
    Passed,
    /// Not as expected: the request was denied here.
    Failed,
    /// A step before it failed.
    NotReached,
}

/// A step of verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub(super) name: &'static str,
    pub(super) status: Status,
    pub(super) seen: String,
    pub(super) expected: String,
    pub(super) at: Option<usize>,
}

impl Step {
    /// What is checked: `id`, `pc`, `expiry`, `signature`, `time`, `match`, `product` or `lifetime`, in this order.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How it went.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// What was seen.
    #[must_use]
    pub fn seen(&self) -> &str {
        &self.seen
    }

    /// What was expected.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Which character of [`seen`](Self::seen) is the first wrong one, where one is.
    #[must_use]
    pub fn wrong_at(&self) -> Option<usize> {
        self.at
    }
}

/// Why a request was denied, step by step, and which mistakes were found.
///
/// It holds no key. Of signatures it holds the first digits alone, but for the one that would have been right, where
/// that was asked for.
#[derive(Clone, Debug)]
pub struct Report {
    pub(super) verdict: Result<Authorization, Denied>,
    pub(super) form: &'static str,
    pub(super) steps: Vec<Step>,
    pub(super) findings: Vec<Finding>,
    pub(super) candidates: usize,
    pub(super) expected_signature: Option<Signature>,
}

impl Report {
    /// The verdict of the verifier on the request as a server reads it.
    ///
    /// # Errors
    /// Why it was denied.
    pub fn verdict(&self) -> Result<&Authorization, &Denied> {
        self.verdict.as_ref()
    }

    /// What the text was read as: `url`, `query`, `headers`, `json` or `text`.
    #[must_use]
    pub fn form(&self) -> &'static str {
        self.form
    }

    /// Every step of verification, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The mistakes, the most telling first. None where the request is authorized, but for those of a key file.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The code of the first finding.
    #[must_use]
    pub fn first_code(&self) -> Option<Code> {
        self.findings.first().map(Finding::code)
    }

    /// How many texts were hashed in search of the one that was signed.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// The signature that would have been right, where [`reveal_expected`](super::Explainer::reveal_expected) asked
    /// for it and id, product code and expiry can be told.
    #[must_use]
    pub fn expected_signature(&self) -> Option<&Signature> {
        self.expected_signature.as_ref()
    }
}

/// `{"verdict":…,"form":…,"steps":[…],"findings":[…],"candidates":…}`, and `expectedSignature` where it was asked for.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let expected = self.expected_signature.as_ref().map(Signature::as_str);
        let members = if expected.is_some() { 6 } else { 5 };
        let mut object = serializer.serialize_struct("Report", members)?;
        match &self.verdict {
            Ok(authorization) => object.serialize_field("authorized", authorization)?,
            Err(denied) => object.serialize_field("denied", denied)?,
        }
        object.serialize_field("form", self.form)?;
        object.serialize_field("steps", &self.steps)?;
        object.serialize_field("findings", &self.findings)?;
        object.serialize_field("candidates", &self.candidates)?;
        if let Some(expected) = expected {
            object.serialize_field("expectedSignature", expected)?;
        }
        object.end()
    }
}
