//! A mistake that was found in a request.

use crate::{code::Code, confidence::Confidence, key_mask::KeyMask};
use core::ops::Range;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use store_auth::Field;

/// A mistake, how sure it is, and what of this request shows it.
///
/// Serialised, it has its code's title, explanation and fix as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub(crate) code: Code,
    pub(crate) confidence: Confidence,
    pub(crate) detail: String,
    pub(crate) comparison: Option<Comparison>,
}

impl Finding {
    pub(crate) fn new(code: Code, confidence: Confidence, detail: String) -> Self {
        Self { code, confidence, detail, comparison: None }
    }

    pub(crate) fn comparing(mut self, comparison: Option<Comparison>) -> Self {
        self.comparison = comparison;
        self
    }

    /// Which mistake it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// How sure it is.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// What of this request shows it: a sentence, or empty where the title says all.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The value that is wrong beside the one that would be right, where one is.
    #[must_use]
    pub fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Finding", 7)?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("confidence", &self.confidence)?;
        object.serialize_field("title", self.code.title())?;
        object.serialize_field("detail", &self.detail)?;
        object.serialize_field("explanation", self.code.explanation())?;
        object.serialize_field("fix", self.code.fix())?;
        object.serialize_field("comparison", &self.comparison)?;
        object.end()
    }
}

/// A value as it was sent, beside the text that was signed.
///
/// Both are fit for a terminal: control characters are escaped, long texts cut, secrets masked. Serialised, it has the
/// place of what differs as well, as `differsAt` with `start` and `end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub(crate) field: Field,
    pub(crate) sent: String,
    pub(crate) signed: String,
}

impl Comparison {
    pub(crate) fn new(
        field: Field,
        sent: &[u8],
        signed: &[u8],
        signature: &[u8],
        mask: &KeyMask<'_>,
    ) -> Option<Self> {
        let [sent, signed] = [sent, signed].map(|text| mask.field(field, text, signature));
        (sent != signed).then_some(Self { field, sent, signed })
    }

    /// The field.
    #[must_use]
    pub fn field(&self) -> Field {
        self.field
    }

    /// The value as it was sent.
    #[must_use]
    pub fn sent(&self) -> &str {
        &self.sent
    }

    /// The text that was signed.
    #[must_use]
    pub fn signed(&self) -> &str {
        &self.signed
    }

    /// The characters of [`signed`](Self::signed) that differ from those of [`sent`](Self::sent): what is left
    /// without the common start and the common end. Empty where something is missing there.
    #[must_use]
    pub fn differs_at(&self) -> Range<usize> {
        let (sent, signed) = (self.sent.chars(), self.signed.chars());
        let [sent_length, length] = [sent.clone().count(), signed.clone().count()];
        let start = sent.clone().zip(signed.clone()).take_while(|(a, b)| a == b).count();
        let end = sent.rev().zip(signed.rev()).take_while(|(a, b)| a == b).count();
        let end = end.min(length.min(sent_length).saturating_sub(start));
        start..length.saturating_sub(end)
    }
}

impl Serialize for Comparison {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Comparison", 4)?;
        object.serialize_field("field", &self.field)?;
        object.serialize_field("sent", &self.sent)?;
        object.serialize_field("signed", &self.signed)?;
        object.serialize_field("differsAt", &self.differs_at())?;
        object.end()
    }
}
