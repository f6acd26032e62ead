//! Why a request is denied.

use crate::{
    field::Field,
    iso8601::Iso8601,
    malformed::{Malformed, Problem},
    seconds::Seconds,
};
use chrono::{DateTime, Utc};
use core::time::Duration;

/// Why a request was denied.
///
/// Each reason has a stable machine [`code`](Self::code) and a message fit for a log: no signature, no key. A server
/// over HTTP answers with its [`status`](Self::status) and [`challenge`](Self::challenge).
///
/// ```
/// use store_auth::{Denied, Field, Malformed, Problem};
///
/// let denied = Denied::SignatureMismatch;
/// assert_eq!(denied.code(), "signature-mismatch");
/// assert_eq!(denied.status(), 401);
/// assert_eq!(denied.challenge(), Some("StoreAuth error=\"signature-mismatch\""));
///
/// // Nothing was offered that could be wrong.
/// let missing = Denied::from(Malformed { field: Field::Id, problem: Problem::Missing });
/// assert_eq!(missing.challenge(), Some("StoreAuth"));
///
/// // The Store did authorize it: other credentials would not help.
/// assert_eq!(Denied::ProductNotAllowed.status(), 403);
/// assert_eq!(Denied::ProductNotAllowed.challenge(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Denied {
    /// A field does not have the form that the scheme asks for; the first such field.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The expiry, with the leeway, is past.
    #[error("expired at {}, now is {}", Iso8601(*.expires_at), Iso8601(*.now))]
    Expired {
        /// When the authorization expired, without the leeway.
        expires_at: DateTime<Utc>,
        /// The time of the check.
        now: DateTime<Utc>,
    },
    /// No accepted server key makes this signature for these fields.
    #[error("signature does not match: no accepted server key makes it for this id, pc and expiry")]
    SignatureMismatch,
    /// The Store authorized the request, for a product that this server does not serve.
    #[error("product code is not among those served here")]
    ProductNotAllowed,
    /// The Store authorized the request, for longer than this server accepts.
    #[error(
        "lifetime is too long: expected at most {} s from {}, expires at {}",
        Seconds(*.max_lifetime), Iso8601(*.now), Iso8601(*.expires_at)
    )]
    LifetimeTooLong {
        /// When the authorization expires.
        expires_at: DateTime<Utc>,
        /// The time of the check.
        now: DateTime<Utc>,
        /// The longest that this server accepts.
        max_lifetime: Duration,
    },
}

impl Denied {
    /// The first bad field, where the request is malformed.
    #[must_use]
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::Malformed(malformed) => Some(malformed.field),
            _ => None,
        }
    }

    /// The codes of all reasons, in the order in which they are checked.
    pub const CODES: [&'static str; 5] =
        ["malformed", "expired", "signature-mismatch", "product-not-allowed", "lifetime-too-long"];

    /// The reason in one word for machines: one of [`CODES`](Self::CODES).
    ///
    /// These never change.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        let [malformed, expired, mismatch, product, lifetime] = Self::CODES;
        match self {
            Self::Malformed(_) => malformed,
            Self::Expired { .. } => expired,
            Self::SignatureMismatch => mismatch,
            Self::ProductNotAllowed => product,
            Self::LifetimeTooLong { .. } => lifetime,
        }
    }

    /// The HTTP status to answer with: 403 for a request that the Store did authorize, but this server does not serve,
    /// and 401 for every other.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::ProductNotAllowed | Self::LifetimeTooLong { .. } => 403,
            Self::Malformed(_) | Self::Expired { .. } | Self::SignatureMismatch => 401,
        }
    }

    /// The `WWW-Authenticate` header of a 401, after the manner of Bearer ([RFC 6750, 3]); a 403 has none.
    ///
    /// It names the code. As there, a request that lacks a field gets the scheme alone.
    ///
    /// [RFC 6750, 3]: https://www.rfc-editor.org/rfc/rfc6750#section-3
    #[must_use]
    pub const fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::Malformed(Malformed { problem: Problem::Missing, .. }) => Some("StoreAuth"),
            Self::Malformed(_) => Some("StoreAuth error=\"malformed\""),
            Self::Expired { .. } => Some("StoreAuth error=\"expired\""),
            Self::SignatureMismatch => Some("StoreAuth error=\"signature-mismatch\""),
            Self::ProductNotAllowed | Self::LifetimeTooLong { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, vec::Vec};

    /// One of each variant: the match fails to compile where one is missing.
    fn every_reason() -> [Denied; 5] {
        let (expires_at, now, max_lifetime) = <(DateTime<Utc>, DateTime<Utc>, Duration)>::default();
        let reasons = [
            Denied::Malformed(Malformed { field: Field::Id, problem: Problem::Repeated }),
            Denied::Expired { expires_at, now },
            Denied::SignatureMismatch,
            Denied::ProductNotAllowed,
            Denied::LifetimeTooLong { expires_at, now, max_lifetime },
        ];
        for reason in reasons {
            match reason {
                Denied::Malformed(_)
                | Denied::Expired { .. }
                | Denied::SignatureMismatch
                | Denied::ProductNotAllowed
                | Denied::LifetimeTooLong { .. } => {}
            }
        }
        reasons
    }

    #[test]
    fn the_list_of_codes_is_whole_and_in_order() {
        let codes: Vec<_> = every_reason().iter().map(Denied::code).collect();
        assert_eq!(codes, Denied::CODES);
    }

    #[test]
    fn a_401_has_a_challenge_with_its_code_and_a_403_has_none() {
        for reason in every_reason() {
            let challenge = format!("StoreAuth error=\"{}\"", reason.code());
            let expected = (reason.status() == 401).then_some(&*challenge);
            assert_eq!(reason.challenge(), expected);
        }
    }
}
