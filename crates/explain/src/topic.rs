//! What a mistake is about.

use crate::names::by_name;

/// What a mistake is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Topic {
    /// The server key, and the file that it stands in.
    Key,
    /// The text that was hashed: its parts, their order, what stands between them.
    Message,
    /// Id and product code.
    Values,
    /// The expiry.
    Expiry,
    /// The signature and how it is written.
    Signature,
    /// How the request carries its fields.
    Request,
    /// What the Store answered the App.
    Store,
    /// Time, and what this server lets in.
    Policy,
}

impl Topic {
    /// All topics, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Key,
        Self::Message,
        Self::Values,
        Self::Expiry,
        Self::Signature,
        Self::Request,
        Self::Store,
        Self::Policy,
    ];

    /// The topic in one word: `key`, `message`, `values`, `expiry`, `signature`, `request`, `store` or `policy`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Message => "message",
            Self::Values => "values",
            Self::Expiry => "expiry",
            Self::Signature => "signature",
            Self::Request => "request",
            Self::Store => "store",
            Self::Policy => "policy",
        }
    }

    /// A heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Key => "The server key",
            Self::Message => "The text that is hashed",
            Self::Values => "Id and product code",
            Self::Expiry => "The expiry",
            Self::Signature => "The signature",
            Self::Request => "The request",
            Self::Store => "The Store's answer",
            Self::Policy => "Time and policy",
        }
    }
}

by_name!(Topic);
