//! The Store's answer.

use crate::{callback::Callback, server_signature::ServerSignature};
use store_auth::Expiry;

/// The Store's answer to an App.
///
/// It is written as the Store does, compact and in the Store's order, with the expiry under both of its names. It is
/// read with either name, and whatever else may be there is passed over. Two names with two expiries are an error.
///
/// ```
/// use store_auth_wire::Answer;
///
/// let answer: Answer =
///     serde_json::from_str(r#"{"authorized":true,"expiry_time":"2014-03-27T18:25:43.511Z","signatures":null}"#)?;
/// assert!(matches!(&answer, Answer::Authorized { expiry, .. } if expiry.as_str() == "2014-03-27T18:25:43.511Z"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug)]
pub enum Answer {
    /// The Store authorizes the display or company.
    Authorized {
        /// Until when, in the text that is signed: it is passed on exactly as it is.
        expiry: Expiry,
        /// The signatures for the servers that were asked for and are known; none at all where no server was asked for.
        signatures: Option<Vec<ServerSignature>>,
    },
    /// The Store does not.
    Denied {
        /// Why, for people. Empty where an answer that was read does not say.
        message: String,
    },
}

impl Answer {
    /// The signature for a server, by its id in exact case.
    #[must_use]
    pub fn signature_for(&self, server_id: &str) -> Option<&str> {
        let Self::Authorized { signatures: Some(signatures), .. } = self else { return None };
        signatures
            .iter()
            .find(|signature| signature.server_id().as_str() == server_id)
            .map(ServerSignature::value)
    }

    /// The answer as JSON, on one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and lists of them: there is nothing that could not be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The answer as a script that calls a function with it.
    #[must_use]
    pub fn to_jsonp(&self, callback: &Callback) -> String {
        callback.call(&self.to_json())
    }
}
