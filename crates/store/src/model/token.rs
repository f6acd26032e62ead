//! Who may change the Store.

use super::millis::Millis;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A token of the admin interface as it is kept: by the SHA-256 of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// What it is called in the audit log. It is never given to another.
    pub name: String,
    /// What it is known by.
    pub hash: TokenHash,
    /// What may be done with it.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub made: Millis,
    /// Until when it is taken, if it ends.
    pub expires: Option<Millis>,
    /// Whether it was withdrawn.
    pub revoked: bool,
}

/// The SHA-256 of a token.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TokenHash(#[serde(with = "hex::serde")] pub [u8; 32]);

impl Scope {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Catalogue => "catalogue",
            Self::Keys => "keys",
            Self::Billing => "billing",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// What may be done with a token.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Reading what is no secret: catalogue, applications, audit log.
    Read,
    /// Changing products, companies, displays, servers without their keys, and subscriptions; deciding applications.
    Catalogue,
    /// Making and replacing server keys.
    Keys,
    /// Usage and bills.
    Billing,
    /// Everything, tokens and backups among it.
    Admin,
}
