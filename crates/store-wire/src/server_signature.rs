//! The signature for one data server.

use crate::server_id::ServerId;
use serde::{Deserialize, Serialize};
use std::fmt;
use store_auth::{Field, Malformed, Signature};

/// One element of an answer's `signatures`: a data server, and the signature made with its key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "Members")]
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

impl TryFrom<Members> for ServerSignature {
    type Error = Malformed;

    fn try_from(Members { server_id, value }: Members) -> Result<Self, Malformed> {
        Field::Signature.check(value.as_bytes())?;
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
