//! How often somebody may try to sign in.

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{fmt, net::IpAddr, num::NonZeroU32};

const AT_ONCE: NonZeroU32 = NonZeroU32::new(10).unwrap();
const A_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// Addresses that are kept before those are forgotten that have not tried lately.
const KEPT: usize = 4096;

/// How often somebody may try to sign in: for each address ten times at once, and then ten times a minute.
pub(super) struct Attempts(DefaultKeyedRateLimiter<Option<IpAddr>>);

impl Attempts {
    pub(super) fn new() -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(A_MINUTE).allow_burst(AT_ONCE)))
    }

    /// Whether one from this address may try once more.
    pub(super) fn may_try(&self, address: Option<IpAddr>) -> bool {
        if self.0.len() > KEPT {
            self.0.retain_recent();
        }
        self.0.check_key(&address).is_ok()
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempts").finish_non_exhaustive()
    }
}
