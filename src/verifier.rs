//! The verifier: the policy of a data server, and the order of checks.

use crate::{
    ascii::Ascii,
    authorization::Authorization,
    denied::Denied,
    expiry,
    expiry_encoding::ExpiryEncoding,
    grammar::EXPIRY_MAX,
    instant::{Instant, Span},
    key_ring::KeyRing,
    malformed::Malformed,
    message::Message,
    policy::Policy,
    request::{Decoded, Request, Texts},
    signature::Digest,
    token,
};
use chrono::{DateTime, Utc};
use core::time::Duration;

/// Verifies requests under a data server's keys and policy.
///
/// Built once and shared: it is `Send + Sync`, and verifying takes `&self`, allocates nothing and cannot panic.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use core::time::Duration;
/// use store_auth::{Denied, Request, ServerKey, Verifier};
///
/// let key = ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?;
/// let verifier = Verifier::new(key)
///     .leeway(Duration::from_secs(5))
///     .max_lifetime(Duration::from_secs(25 * 60 * 60))
///     .products(["b5d78da0853d97e2ec28feb5e31b9953d9c72420"])?;
///
/// let request = Request::from_url(
///     "https://data.example/feed?id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
///      &expiry=2016-04-26T08:17:59.059+0000&signature=16be1703017fd1001fe63465e50523982f10b0ca",
/// );
/// let morning = Utc.with_ymd_and_hms(2016, 4, 26, 8, 0, 0).unwrap();
/// let authorization = verifier.verify_at(&request, morning)?;
/// assert_eq!(authorization.id(), "XU4XHT8XQDWK");
/// assert_eq!(authorization.time_left_at(morning), Duration::from_secs(17 * 60 + 59));
///
/// let noon = Utc.with_ymd_and_hms(2016, 4, 26, 12, 0, 0).unwrap();
/// let denied = verifier.verify_at(&request, noon).unwrap_err();
/// assert_eq!(denied.code(), "expired");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    pub(crate) keys: KeyRing,
    policy: Policy,
    /// The policy's, in the unit of the comparison.
    leeway: Span,
}

impl Verifier {
    /// A verifier that accepts one key, or a ring of them, with the default [`Policy`]: either expiry encoding, no
    /// leeway, every product, any lifetime.
    #[must_use]
    pub fn new(keys: impl Into<KeyRing>) -> Self {
        Self { keys: keys.into(), policy: Policy::default(), leeway: Span::ZERO }
    }

    /// Puts a policy in the place of the one there is.
    ///
    /// The methods below change one part of it each.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.leeway = policy.leeway().into();
        self.policy = policy;
        self
    }

    /// See [`Policy::with_expiry_encoding`].
    #[must_use]
    pub fn expiry_encoding(self, encoding: ExpiryEncoding) -> Self {
        self.with(|policy| policy.with_expiry_encoding(encoding))
    }

    /// See [`Policy::with_leeway`].
    #[must_use]
    pub fn leeway(self, leeway: Duration) -> Self {
        self.with(|policy| policy.with_leeway(leeway))
    }

    /// See [`Policy::with_products`].
    ///
    /// # Errors
    /// A [`Malformed`] for a code that no request could ever match.
    pub fn products<T: AsRef<[u8]>>(
        mut self,
        product_codes: impl IntoIterator<Item = T>,
    ) -> Result<Self, Malformed> {
        self.policy = self.policy.with_products(product_codes)?;
        Ok(self)
    }

    /// See [`Policy::with_max_lifetime`].
    #[must_use]
    pub fn max_lifetime(self, max_lifetime: Duration) -> Self {
        self.with(|policy| policy.with_max_lifetime(max_lifetime))
    }

    fn with(mut self, change: impl FnOnce(Policy) -> Policy) -> Self {
        let policy = change(core::mem::take(&mut self.policy));
        self.policy(policy)
    }

    /// The keys, in the order in which they are tried.
    #[must_use]
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// The policy by which it verifies.
    #[must_use]
    pub fn policy_in_force(&self) -> &Policy {
        &self.policy
    }

    /// Verifies a request now, by the system clock.
    ///
    /// # Errors
    /// See [`verify_at`](Self::verify_at).
    #[cfg(feature = "std")]
    pub fn verify(&self, request: &Request<'_>) -> Result<Authorization, Denied> {
        self.verify_at_instant(request, crate::clock::now())
    }

    /// Verifies a request as of `now`, which counts to the millisecond, rounded down, as every time in the scheme.
    ///
    /// # Errors
    /// The first [`Denied`] in the order of checks: malformed, expired, signature mismatch, and only of a request
    /// that the Store did authorize, product not allowed and lifetime too long.
    pub fn verify_at(
        &self,
        request: &Request<'_>,
        now: DateTime<Utc>,
    ) -> Result<Authorization, Denied> {
        self.verify_at_instant(request, Instant::of(now))
    }

    /// Verifies a request as of so many milliseconds since 1970-01-01T00:00:00Z, or as of the end of chrono's calendar
    /// that is nearest to it: for whoever counts time so, as most languages do.
    ///
    /// ```
    /// use store_auth::{Request, ServerKey, Verifier};
    ///
    /// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
    /// let request = Request::new(
    ///     "XU4XHT8XQDWK",
    ///     "b5d78da0853d97e2ec28feb5e31b9953d9c72420",
    ///     "2016-04-26T08:17:59.059+0000",
    ///     "16be1703017fd1001fe63465e50523982f10b0ca",
    /// );
    /// let authorization = verifier.verify_at_millis(&request, 1_461_657_600_000).unwrap();
    /// assert_eq!(authorization.expires_at_millis(), 1_461_658_679_000);
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// See [`verify_at`](Self::verify_at).
    #[inline]
    pub fn verify_at_millis(
        &self,
        request: &Request<'_>,
        now: i64,
    ) -> Result<Authorization, Denied> {
        self.verify_at_instant(request, Instant::nearest(now))
    }

    #[inline]
    pub(crate) fn verify_at_instant(
        &self,
        request: &Request<'_>,
        now: Instant,
    ) -> Result<Authorization, Denied> {
        match request.texts() {
            Some(texts) => self.verify_texts(&texts, now),
            None => self.verify_decoded(request, now),
        }
    }

    #[cold]
    fn verify_decoded(&self, request: &Request<'_>, now: Instant) -> Result<Authorization, Denied> {
        self.verify_texts(&request.decode(&mut Decoded::default())?, now)
    }

    #[cfg_attr(
        not(target_family = "wasm"),
        expect(
            clippy::inline_always,
            reason = "measured: the call would cost a tenth of the work around the hash"
        ),
        inline(always)
    )]
    // There bytes count: once will do.
    #[cfg_attr(target_family = "wasm", inline(never))]
    fn verify_texts(&self, texts: &Texts<'_>, now: Instant) -> Result<Authorization, Denied> {
        token::check_id(texts.id)?;
        token::check_product_code(texts.product_code)?;

        // Laid out before the rest is looked at, since the hash waits until what it reads has been written.
        let mut message = Message::blank();
        message.start(texts.id, texts.product_code);
        let mut rendering = None;
        let first = self.first_signed(texts.expiry, &mut rendering);
        let mut keys = self.keys.accepted_at(now);
        let mut next = keys.next();
        if let Some((_, key)) = next {
            message.finish(key, first.text());
        }

        let sent = expiry::instant(texts.expiry)?;
        let signature = Digest::parse(texts.signature)?;
        self.check_expiry(sent, now)?;
        let (id, product_code) = (Ascii::new(texts.id), Ascii::new(texts.product_code));
        while let Some((key_index, key)) = next {
            let mut is_rendering = first.is_rendering();
            let mut matches = message.hash().matches(&signature);
            if let (false, Some(second)) = (matches, self.second_signed(texts.expiry)) {
                message.finish(key, &second);
                is_rendering = true;
                matches = message.hash().matches(&signature);
            }
            if matches {
                let expires_at = if is_rendering { sent.whole_second() } else { sent };
                // That may be up to 999 ms before the instant that was sent.
                self.check_expiry(expires_at, now)?;
                self.check_policy(texts.product_code, expires_at, now)?;
                return Ok(Authorization { id, product_code, expires_at, key_index });
            }
            next = keys.next();
            if let Some((_, key)) = next {
                message.finish(key, first.text());
            }
        }
        Err(Denied::SignatureMismatch)
    }

    /// The text of an expiry that a signature is tried on first.
    #[inline]
    pub(crate) fn first_signed<'a>(
        &self,
        expiry: &'a [u8],
        rendering: &'a mut Option<[u8; EXPIRY_MAX]>,
    ) -> Signed<'a> {
        if self.policy.expiry_encoding() == ExpiryEncoding::JavaSample {
            *rendering = expiry::java_rendering(expiry);
        }
        match rendering {
            Some(rendering) => Signed::Rendering(rendering),
            None => Signed::AsReceived(expiry),
        }
    }

    /// The other text that it is tried on, a Java rendering, where there is one.
    #[inline]
    pub(crate) fn second_signed(&self, expiry: &[u8]) -> Option<[u8; EXPIRY_MAX]> {
        match self.policy.expiry_encoding() {
            ExpiryEncoding::Either => expiry::java_rendering(expiry),
            ExpiryEncoding::AsReceived | ExpiryEncoding::JavaSample => None,
        }
    }

    /// Equal is not expired.
    #[inline]
    pub(crate) fn is_expired(&self, expires_at: Instant, now: Instant) -> bool {
        now.is_later_by_more_than(self.leeway, expires_at)
    }

    #[inline]
    pub(crate) fn check_expiry(&self, expires_at: Instant, now: Instant) -> Result<(), Denied> {
        if self.is_expired(expires_at, now) {
            Err(Denied::Expired { expires_at: expires_at.utc(), now: now.utc() })
        } else {
            Ok(())
        }
    }

    /// Whether there is anything for [`check_policy`](Self::check_policy) to check.
    #[cfg(feature = "batch")]
    #[inline]
    pub(crate) fn has_policy(&self) -> bool {
        self.policy.has_limits()
    }

    #[expect(
        clippy::inline_always,
        reason = "measured: the call would cost a tenth of the work around the hash"
    )]
    #[inline(always)]
    pub(crate) fn check_policy(
        &self,
        product_code: &[u8],
        expires_at: Instant,
        now: Instant,
    ) -> Result<(), Denied> {
        if !self.policy.serves(product_code) {
            return Err(Denied::ProductNotAllowed);
        }
        match self.policy.max_lifetime() {
            Some(max_lifetime) if expires_at.is_later_by_more_than(max_lifetime.into(), now) => {
                let (expires_at, now) = (expires_at.utc(), now.utc());
                Err(Denied::LifetimeTooLong { expires_at, now, max_lifetime })
            }
            _ => Ok(()),
        }
    }
}

/// A text of the expiry that a signature may cover.
#[derive(Clone, Copy)]
pub(crate) enum Signed<'a> {
    AsReceived(&'a [u8]),
    /// The Java rendering, which says the whole second alone.
    Rendering(&'a [u8; EXPIRY_MAX]),
}

impl<'a> Signed<'a> {
    #[inline]
    pub(crate) fn text(self) -> &'a [u8] {
        match self {
            Self::AsReceived(text) => text,
            Self::Rendering(text) => text,
        }
    }

    #[inline]
    pub(crate) fn is_rendering(self) -> bool {
        matches!(self, Self::Rendering(_))
    }
}
