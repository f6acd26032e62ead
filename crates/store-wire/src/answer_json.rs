//! The Store's answer as JSON, both ways.

use crate::{
    answer::Answer, error_message::error_message, object::object, server_signature::ServerSignature,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error, ser::SerializeMap};
use serde_json::Value;
use store_auth::Expiry;

#[derive(Serialize)]
struct Message<'a> {
    message: &'a str,
}

/// Writes the members in the Store's order, the expiry under these names.
fn write<S: Serializer>(
    answer: &Answer,
    names_of_expiry: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let (authorized, expiry, signatures, error) = match answer {
        Answer::Authorized { expiry, signatures } => {
            (true, Some(expiry.as_str()), signatures.as_deref(), None)
        }
        Answer::Denied { message } => (false, None, None, Some(Message { message })),
    };
    let mut object = serializer.serialize_map(None)?;
    object.serialize_entry("authorized", &authorized)?;
    for name in names_of_expiry {
        object.serialize_entry(name, &expiry)?;
    }
    object.serialize_entry("signatures", &signatures)?;
    object.serialize_entry("error", &error)?;
    object.end()
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, &["expiry", "expiry_time"], serializer)
    }
}

/// An answer as it was recorded from the Store: [`Answer::as_recorded`].
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a>(&'a Answer);

impl Answer {
    /// The answer as it was recorded from the Store: with `expiry` alone, without `expiry_time`.
    #[must_use]
    pub fn as_recorded(&self) -> Recorded<'_> {
        Recorded(self)
    }
}

impl Serialize for Recorded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0, &["expiry"], serializer)
    }
}

/// The members of an answer as it came; others are passed over.
#[derive(Deserialize)]
struct Read {
    authorized: bool,
    expiry: Option<String>,
    expiry_time: Option<String>,
    signatures: Option<Vec<ServerSignature>>,
    error: Option<Value>,
    /// As the documentation of the Store names it.
    errors: Option<Value>,
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { authorized, expiry, expiry_time, signatures, error, errors } =
            object(deserializer)?;
        if !authorized {
            let message = error.or(errors).as_ref().and_then(error_message);
            return Ok(Self::Denied { message: message.unwrap_or_default() });
        }
        let text = match (expiry, expiry_time) {
            (Some(expiry), Some(other)) if expiry != other => {
                return Err(D::Error::custom(
                    "expected one expiry, found another in `expiry_time`",
                ));
            }
            (Some(text), _) | (None, Some(text)) => text,
            (None, None) => {
                return Err(D::Error::custom("expected `expiry` or `expiry_time`, found neither"));
            }
        };
        let expiry = Expiry::parse(&text).map_err(D::Error::custom)?;
        Ok(Self::Authorized { expiry, signatures })
    }
}
