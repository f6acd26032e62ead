//! The signature for one data server.

use crate::{object::object, server_id::ServerId};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use std::fmt;
use store_auth::{Field, Signature};

/// One element of an answer's `signatures`: a data server, and the signature made with its key.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerSignature {
    server_id: ServerId,
    value: String,
}

/// The element as it is written, its signature not yet checked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    server_id: ServerId,
    value: String,
}

impl ServerSignature {
    /// The signature that was made with the key of this server.
    #[must_use]
    pub fn new(server_id: ServerId, signature: &Signature) -> Self {
        Self { server_id, value: signature.as_str().to_owned() }
    }

    /// The server.
    #[must_use]
    pub fn server_id(&self) -> &ServerId {
        &self.server_id
    }

    /// The signature: 40 lowercase hexadecimal digits.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl<'de> Deserialize<'de> for ServerSignature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Members { server_id, value } = object(deserializer)?;
        Field::Signature.check(value.as_bytes()).map_err(D::Error::custom)?;
        Ok(Self { server_id, value })
    }
}

/// Shows the server alone.
impl fmt::Debug for ServerSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerSignature")
            .field("server_id", &self.server_id)
            .finish_non_exhaustive()
    }
}
