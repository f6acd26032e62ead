//! Why a request is denied.

use crate::{
    instant::Iso,
    malformed::{Field, Malformed},
};
use chrono::{DateTime, Utc};
use core::time::Duration;

/// Why a request was denied.
///
/// Each reason has a stable machine [`code`](Self::code) and a message fit for a log: no signature, no key.
///
/// ```
/// use store_auth::Denied;
///
/// fn status(denied: &Denied) -> u16 {
///     match denied {
///         Denied::ProductNotAllowed | Denied::LifetimeTooLong { .. } => 403,
///         _ => 401,
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Denied {
    /// A field does not have the form that the scheme asks for; the first such field.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The expiry, with the leeway, is past.
    #[error("expired at {}, now is {}", Iso(*.expires_at), Iso(*.now))]
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
        .max_lifetime.as_secs_f64(), Iso(*.now), Iso(*.expires_at)
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

    /// The reason in one word for machines: `malformed`, `expired`, `signature-mismatch`, `product-not-allowed` or
    /// `lifetime-too-long`.
    ///
    /// These never change.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Expired { .. } => "expired",
            Self::SignatureMismatch => "signature-mismatch",
            Self::ProductNotAllowed => "product-not-allowed",
            Self::LifetimeTooLong { .. } => "lifetime-too-long",
        }
    }
}
