//! Whether an expiry is past.

use chrono::{DateTime, Utc};
use store_auth::{Denied, Request, Verifier};

/// When an expiry's text says that an authorization ends, where that is past for this verifier.
///
/// The verifier is asked, so that the rule and its leeway stand there alone: it looks at the expiry before the signature.
pub(crate) fn expired_at(
    verifier: &Verifier,
    expiry: &[u8],
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let signature = [b'0'; 40];
    match verifier.verify_at(&Request::new("id", "pc", expiry, &signature), now) {
        Err(Denied::Expired { expires_at, .. }) => Some(expires_at),
        _ => None,
    }
}
