//! The verifier: the policy of a data server, and the order of checks.

use crate::{
    authorization::Authorization,
    denied::Denied,
    instant,
    key_ring::KeyRing,
    malformed::Malformed,
    message,
    request::{Parsed, Request},
    token::{self, ProductCode},
};
use alloc::{boxed::Box, collections::BTreeSet};
use chrono::{DateTime, TimeDelta, Utc};
use core::time::Duration;

/// Which text of the expiry a signature may cover.
///
/// The Store signs the Java rendering of an instant. An App that passes the expiry through a date library sends the
/// same instant in another form, and the signature covers a text that the server must render itself.
///
/// Where the rendering is signed, every text of the same second is accepted and gives the same
/// [`Authorization`]: ask that for a deny-list or a cache, never the raw text of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case")
)]
pub enum ExpiryEncoding {
    /// The text as it came.
    AsReceived,
    /// The Java rendering of its instant.
    JavaSample,
    /// The text as it came or, where they differ, the Java rendering of its instant.
    #[default]
    Either,
}

impl ExpiryEncoding {
    /// All policies.
    pub const ALL: [Self; 3] = [Self::AsReceived, Self::JavaSample, Self::Either];

    /// The policy's name: `as-received`, `java-sample` or `either`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsReceived => "as-received",
            Self::JavaSample => "java-sample",
            Self::Either => "either",
        }
    }
}

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
    keys: KeyRing,
    expiry_encoding: ExpiryEncoding,
    leeway: TimeDelta,
    products: Option<BTreeSet<Box<[u8]>>>,
    max_lifetime: Option<Duration>,
}

impl Verifier {
    /// A verifier that accepts one key, or a ring of them: either expiry encoding, no leeway, every product, any
    /// lifetime.
    #[must_use]
    pub fn new(keys: impl Into<KeyRing>) -> Self {
        Self {
            keys: keys.into(),
            expiry_encoding: ExpiryEncoding::default(),
            leeway: TimeDelta::zero(),
            products: None,
            max_lifetime: None,
        }
    }

    /// Which text of the expiry a signature may cover.
    #[must_use]
    pub fn expiry_encoding(mut self, encoding: ExpiryEncoding) -> Self {
        self.expiry_encoding = encoding;
        self
    }

    /// How long past its expiry an authorization is still accepted, for clocks that differ. None unless set.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = saturated(leeway);
        self
    }

    /// The only product codes that this server serves. All unless set; none at all for an empty list.
    ///
    /// # Errors
    /// A [`Malformed`] for a code that no request could ever match: it is not 1 to 50 bytes of visible ASCII other
    /// than `#`.
    pub fn products<T: AsRef<[u8]>>(
        mut self,
        product_codes: impl IntoIterator<Item = T>,
    ) -> Result<Self, Malformed> {
        let mut products = BTreeSet::new();
        for product_code in product_codes {
            token::parse_product_code(product_code.as_ref())?;
            products.insert(Box::from(product_code.as_ref()));
        }
        self.products = Some(products);
        Ok(self)
    }

    /// The longest time ahead that an expiry may lie. Any unless set.
    ///
    /// The Store authorizes for about 24 hours. A limit a little above that stops what a leaked key could sign for
    /// years, and what a server clock reset to the past would let in.
    #[must_use]
    pub fn max_lifetime(mut self, max_lifetime: Duration) -> Self {
        self.max_lifetime = Some(max_lifetime);
        self
    }

    /// Verifies a request now, by the system clock.
    ///
    /// # Errors
    /// See [`verify_at`](Self::verify_at).
    #[cfg(feature = "std")]
    pub fn verify(&self, request: &Request<'_>) -> Result<Authorization, Denied> {
        self.verify_at(request, crate::clock::now())
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
        let now = instant::to_milliseconds(now);
        let request = request.parse()?;
        self.check_expiry(request.expiry.instant(), now)?;
        let (key_index, expires_at) =
            self.find_key(&request, now).ok_or(Denied::SignatureMismatch)?;
        // The instant that the signature covers may be up to 999 ms before the one that was sent.
        self.check_expiry(expires_at, now)?;
        self.check_policy(&request.product_code, expires_at, now)?;
        Ok(Authorization {
            id: request.id,
            product_code: request.product_code,
            expires_at,
            key_index,
        })
    }

    /// Equal is not expired.
    fn check_expiry(&self, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Denied> {
        // A difference of instants is always in range; an instant with the leeway might lie past the calendar's end.
        if now.signed_duration_since(expires_at) > self.leeway {
            Err(Denied::Expired { expires_at, now })
        } else {
            Ok(())
        }
    }

    /// The first accepted key that made the signature, and the instant that it covers.
    fn find_key(&self, request: &Parsed, now: DateTime<Utc>) -> Option<(usize, DateTime<Utc>)> {
        let expiry = &request.expiry;
        let as_received = (*expiry.text(), expiry.instant());
        let java_sample = (expiry.java_rendering(), expiry.whole_second());
        let candidates = match self.expiry_encoding {
            ExpiryEncoding::AsReceived => [Some(as_received), None],
            ExpiryEncoding::JavaSample => [Some(java_sample), None],
            ExpiryEncoding::Either if as_received.0 == java_sample.0 => [Some(as_received), None],
            ExpiryEncoding::Either => [Some(as_received), Some(java_sample)],
        };
        self.keys.accepted_at(now).find_map(|(index, key)| {
            candidates.iter().flatten().find_map(|(text, instant)| {
                message::sign(&request.id, &request.product_code, key, text)
                    .matches(&request.signature)
                    .then_some((index, *instant))
            })
        })
    }

    fn check_policy(
        &self,
        product_code: &ProductCode,
        expires_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Denied> {
        let served = self
            .products
            .as_ref()
            .is_none_or(|products| products.contains(product_code.as_bytes()));
        if !served {
            return Err(Denied::ProductNotAllowed);
        }
        match self.max_lifetime {
            Some(max_lifetime)
                if expires_at.signed_duration_since(now) > saturated(max_lifetime) =>
            {
                Err(Denied::LifetimeTooLong { expires_at, now, max_lifetime })
            }
            _ => Ok(()),
        }
    }
}

/// The longest that chrono can say, about 292 million years, for anything above it.
fn saturated(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
