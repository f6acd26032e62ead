//! An answer that went through hands and mails.

use crate::error_message::{error_message, text_of, text_of_member};
use serde_json::Value;
use store_auth::Redacted;

/// Whatever can be made out of an answer that somebody pasted, such as into a report of a mistake.
///
/// Nothing of it is checked. An App reads an [`Answer`](crate::Answer) instead, which is.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct PastedAnswer {
    /// Whether it says that the request is authorized, if it says either.
    pub authorized: Option<bool>,
    /// The expiry, under whichever name.
    pub expiry: Option<String>,
    /// The signatures, without their servers; `None` where there is no list.
    pub signatures: Option<Vec<String>>,
    /// The message of the error.
    pub error: Option<String>,
}

impl PastedAnswer {
    /// Reads the members of an object in order, if there is what only an answer has: `authorized` or `signatures`.
    ///
    /// Of members with one name the first is read. One that is null is not there.
    ///
    /// ```
    /// use store_auth_wire::PastedAnswer;
    ///
    /// let object = serde_json::json!({"authorized": "yes", "errors": [{"message": "Product not found."}]});
    /// let members = object.as_object().into_iter().flatten();
    /// let answer = PastedAnswer::from_members(members.map(|(name, value)| (name.as_str(), value)));
    /// assert_eq!(answer.and_then(|answer| answer.error).as_deref(), Some("Product not found."));
    /// ```
    #[must_use]
    pub fn from_members<'a>(
        members: impl IntoIterator<Item = (&'a str, &'a Value)>,
    ) -> Option<Self> {
        let (mut authorized, mut signatures) = (None, None);
        let (mut expiry, mut expiry_time) = (None, None);
        let (mut error, mut errors) = (None, None);
        for (name, value) in members {
            let member = match name {
                "authorized" => &mut authorized,
                "expiry" => &mut expiry,
                "expiry_time" => &mut expiry_time,
                "signatures" => &mut signatures,
                "error" => &mut error,
                "errors" => &mut errors,
                _ => continue,
            };
            member.get_or_insert(value);
        }
        if authorized.is_none() && signatures.is_none() {
            return None;
        }
        // Of two names, the other one may have what one has not.
        let given = |member: Option<&'a Value>| member.filter(|value| !value.is_null());
        let signature = |element: &Value| text_of_member(element.as_object()?, "value");
        Some(Self {
            authorized: authorized.and_then(Value::as_bool),
            expiry: given(expiry).or(given(expiry_time)).and_then(text_of),
            signatures: signatures
                .and_then(Value::as_array)
                .map(|list| list.iter().filter_map(signature).collect()),
            error: given(error).or(given(errors)).and_then(error_message),
        })
    }
}

/// Shows no signature.
impl std::fmt::Debug for PastedAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PastedAnswer")
            .field("authorized", &self.authorized)
            .field("expiry", &self.expiry.as_ref().map(Redacted::new))
            .field("signatures", &self.signatures.as_ref().map(Vec::len))
            .field("error", &self.error.as_ref().map(Redacted::new))
            .finish()
    }
}
