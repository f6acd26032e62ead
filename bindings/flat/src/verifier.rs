//! Verifies requests, and flattens what comes of it.

use crate::{instant::utc, verdict::Verdict};
use store_auth::Request;

/// Verifies requests under keys and a policy. It can be shared by any number of threads.
///
/// ```
/// use store_auth_flat::{Request, Settings};
///
/// let mut settings = Settings::new();
/// settings.add_key(b"e4232e0620f9290025cb3783768c9c8c", None, |_| {})?;
/// let verdict = settings.into_verifier()?.verify_at(&Request::from_url("/feed?id=A1"), 0);
/// assert_eq!((verdict.code().name(), verdict.field, verdict.status), ("malformed", 2, 401));
/// assert_eq!(verdict.message().to_string(), "malformed pc: expected `pc`, found none");
/// # Ok::<(), store_auth_flat::SettingsError>(())
/// ```
#[derive(Debug)]
pub struct Verifier(pub(crate) store_auth::Verifier);

impl Verifier {
    /// Verifies a request as of so many milliseconds since 1970-01-01T00:00:00Z.
    #[inline]
    pub fn verify_at(&self, request: &Request<'_>, now_ms: i64) -> Verdict {
        Verdict::of(&self.0.verify_at_millis(request, now_ms))
    }

    /// Verifies a request now, by the system clock.
    #[cfg(feature = "std")]
    #[inline]
    pub fn verify(&self, request: &Request<'_>) -> Verdict {
        Verdict::of(&self.0.verify(request))
    }

    /// Whether any key is accepted at an instant. Where none is, nobody is let in.
    #[must_use]
    pub fn accepts_any_at(&self, now_ms: i64) -> bool {
        self.0.keys().accepts_any_at(utc(now_ms))
    }

    /// Whether any key is accepted now, by the system clock.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn accepts_any(&self) -> bool {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        self.accepts_any_at(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// The core's verifier, for what has no flat form: batches, explanations.
    #[must_use]
    pub fn core(&self) -> &store_auth::Verifier {
        &self.0
    }
}
