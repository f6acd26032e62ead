//! Data servers and their keys.

use super::{millis::Millis, product::Vendor};
use serde::{Deserialize, Serialize};
use store_auth_wire::ServerId;

/// A data server, which shares keys with the Store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Server {
    /// Its id.
    pub id: ServerId,
    /// Whoever runs it.
    pub vendor: Option<Vendor>,
    /// Whether it was removed: nothing is signed for it any more.
    pub removed: bool,
}

/// A key of a server as it is kept: sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerKeyRecord {
    /// Whose it is.
    pub server: ServerId,
    /// Which of the server's keys it is, from 1.
    pub number: u32,
    /// The key, encrypted; empty once it was discarded.
    #[serde(with = "hex::serde")]
    pub sealed: Vec<u8>,
    /// When it was made.
    pub made: Millis,
    /// From when on it is the one that signs; none while it is only prepared.
    pub current_from: Option<Millis>,
    /// When what it signed last has expired, once it is known when it is replaced. Once it was, this is never changed again.
    pub safe_to_drop: Option<Millis>,
}

impl ServerKeyRecord {
    /// What is kept of it once it is discarded: that its number is taken.
    pub(crate) fn discarded(&self) -> Self {
        let (current_from, safe_to_drop) = (None, None);
        Self { sealed: Vec::new(), current_from, safe_to_drop, ..self.clone() }
    }

    pub(crate) fn is_discarded(&self) -> bool {
        self.sealed.is_empty()
    }
}

impl std::fmt::Debug for ServerKeyRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerKeyRecord")
            .field("server", &self.server)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// What a key is for at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// It was made, and signs nothing yet.
    Prepared,
    /// It signs.
    Current,
    /// Another has replaced it.
    Retired,
}
