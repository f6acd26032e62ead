//! What an explanation consists of.

use crate::{code::Code, finding::Finding, step::Step};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use store_auth::{Authorization, Denied, Signature};

/// Why a request was denied, step by step, and which mistakes were found.
///
/// It holds no key. Of signatures it holds the first digits alone, but for the one that would have been right, where
/// that was asked for.
#[derive(Clone, Debug)]
pub struct Report {
    pub(crate) verdict: Result<Authorization, Denied>,
    pub(crate) form: &'static str,
    pub(crate) steps: Vec<Step>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) candidates: usize,
    pub(crate) expected_signature: Option<Signature>,
    /// Whether no key was told.
    pub(crate) is_keyless: bool,
}

const UNDECIDED: &str = "no key was told, so the signature was not checked";

impl Report {
    /// The verdict of the verifier on the request as a server reads it.
    ///
    /// # Errors
    /// Why it was denied. Where it is [undecided](Self::undecided), that no key makes its signature, for want of one.
    pub fn verdict(&self) -> Result<&Authorization, &Denied> {
        self.verdict.as_ref()
    }

    /// Why it is neither authorized nor denied, where no key was told and nothing else denies it.
    #[must_use]
    pub fn undecided(&self) -> Option<&'static str> {
        let is_undecided = self.is_keyless && self.verdict == Err(Denied::SignatureMismatch);
        is_undecided.then_some(UNDECIDED)
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

    /// The signature that would have been right, where [`reveal_expected`](crate::Explainer::reveal_expected) asked
    /// for it and id, product code and expiry can be told.
    #[must_use]
    pub fn expected_signature(&self) -> Option<&Signature> {
        self.expected_signature.as_ref()
    }
}

/// `{"denied":{"reason":…,"field":…,"message":…},"form":…,"steps":[…],"findings":[…],"candidates":…}`, with
/// `"authorized":{"id":…,"pc":…,"expiresAt":…,"key":…}` in place of `denied` where it is authorized,
/// `"undecided":{"message":…}` where it cannot be told without a key, and `expectedSignature` where it was asked for.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let expected = self.expected_signature.as_ref().map(Signature::as_str);
        let members = if expected.is_some() { 6 } else { 5 };
        let mut object = serializer.serialize_struct("Report", members)?;
        match (&self.verdict, self.undecided()) {
            (_, Some(message)) => object.serialize_field("undecided", &Undecided { message })?,
            (Ok(authorization), None) => object.serialize_field("authorized", authorization)?,
            (Err(denied), None) => object.serialize_field("denied", denied)?,
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

#[derive(Serialize)]
struct Undecided {
    message: &'static str,
}
