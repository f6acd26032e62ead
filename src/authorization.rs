//! What a verifier found to be authorized.

use crate::{
    instant::Instant,
    token::{Id, ProductCode},
};
use chrono::{DateTime, Utc};
use core::{
    hash::{Hash, Hasher},
    time::Duration,
};

/// Proof that the Store authorized a display or company to use a product, until an instant.
///
/// Only a [`Verifier`](crate::Verifier) makes one. It owns its text inline, so it can outlive the request, be sent to
/// another thread or kept beside a connection.
///
/// Two are equal, and hash alike, if they authorize the same id for the same product until the same instant: whichever
/// key signed them. So it is fit to be the key of a cache or a deny-list, also while a key is being replaced.
///
/// The scheme does not say whether the id was a display's or a company's: both are hashed alike.
#[derive(Clone, Debug)]
#[must_use = "this is the proof that the request is authorized, and for whom"]
pub struct Authorization {
    pub(crate) id: Id,
    pub(crate) product_code: ProductCode,
    pub(crate) expires_at: Instant,
    pub(crate) key_index: usize,
}

impl Authorization {
    /// The id of the display or company: 1 to 64 bytes of visible ASCII other than `#`.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_str()
    }

    /// The product code: 1 to 50 bytes of visible ASCII other than `#`.
    #[must_use]
    pub fn product_code(&self) -> &str {
        self.product_code.as_str()
    }

    /// The last instant at which the authorization holds, to the millisecond, without any leeway.
    ///
    /// It is the whole second where the signature covers no more than that, and so up to 999 ms before the expiry
    /// that was sent.
    #[must_use]
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at.utc()
    }

    /// The same as [`expires_at`](Self::expires_at), in milliseconds since 1970-01-01T00:00:00Z.
    #[inline]
    #[must_use]
    pub fn expires_at_millis(&self) -> i64 {
        self.expires_at.milliseconds()
    }

    /// Which key matched: 0 is the current one.
    #[must_use]
    pub fn key_index(&self) -> usize {
        self.key_index
    }

    /// How long the authorization still holds at `now`; zero when it does not.
    ///
    /// Like [`expires_at`](Self::expires_at), this is without any leeway.
    #[must_use]
    pub fn time_left_at(&self, now: DateTime<Utc>) -> Duration {
        self.expires_at().signed_duration_since(now).to_std().unwrap_or_default()
    }
}

impl Authorization {
    /// What it says, without the key that said so.
    fn content(&self) -> (&Id, &ProductCode, Instant) {
        (&self.id, &self.product_code, self.expires_at)
    }
}

impl PartialEq for Authorization {
    fn eq(&self, other: &Self) -> bool {
        self.content() == other.content()
    }
}

impl Eq for Authorization {}

impl Hash for Authorization {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content().hash(state);
    }
}
