//! What a data server asks of an authorization beside a signature of its key.

#[cfg(feature = "serde")]
use crate::policy_data::PolicyData;
use crate::{expiry_encoding::ExpiryEncoding, malformed::Malformed, token};
use alloc::{boxed::Box, collections::BTreeSet};
use core::time::Duration;

/// The policy of a data server: which signatures it takes, for how long, and for which products.
///
/// By default either expiry encoding, no leeway, every product and any lifetime.
///
/// ```
/// use core::time::Duration;
/// use store_auth::{Policy, ServerKey, Verifier};
///
/// let policy = Policy::default()
///     .with_leeway(Duration::from_secs(5))
///     .with_products(["b5d78da0853d97e2ec28feb5e31b9953d9c72420"])?;
/// assert_eq!(policy.leeway(), Duration::from_secs(5));
/// assert_eq!(policy.max_lifetime(), None);
///
/// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c")?).policy(policy);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// With the feature `serde` it is an object whose times are whole milliseconds and in which every member can be left
/// out: `{"expiryEncoding":"either","leewayMs":5000,"maxLifetimeMs":null,"products":null}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "PolicyData", try_from = "PolicyData")
)]
pub struct Policy {
    expiry_encoding: ExpiryEncoding,
    leeway: Duration,
    max_lifetime: Option<Duration>,
    products: Option<Products>,
}

/// Product codes by their bytes, as requests have them.
type Products = BTreeSet<Box<[u8]>>;

impl Policy {
    /// Which text of the expiry a signature may cover.
    #[must_use]
    pub fn expiry_encoding(&self) -> ExpiryEncoding {
        self.expiry_encoding
    }

    /// How long past its expiry an authorization is still accepted.
    #[must_use]
    pub fn leeway(&self) -> Duration {
        self.leeway
    }

    /// The longest time ahead that an expiry may lie; `None` for any.
    #[must_use]
    pub fn max_lifetime(&self) -> Option<Duration> {
        self.max_lifetime
    }

    /// The only product codes that are served, in order; `None` for all.
    #[must_use]
    pub fn products(&self) -> Option<impl ExactSizeIterator<Item = &str> + use<'_>> {
        // Nothing but ASCII passed their check.
        self.products.as_ref().map(|products| {
            products.iter().map(|code| core::str::from_utf8(code).unwrap_or_default())
        })
    }

    /// Sets which text of the expiry a signature may cover.
    #[must_use]
    pub fn with_expiry_encoding(mut self, encoding: ExpiryEncoding) -> Self {
        self.expiry_encoding = encoding;
        self
    }

    /// Sets how long past its expiry an authorization is still accepted, for clocks that differ.
    #[must_use]
    pub fn with_leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets the longest time ahead that an expiry may lie.
    ///
    /// The Store authorizes for about 24 hours. A limit a little above that stops what a leaked key could sign for
    /// years, and what a server clock reset to the past would let in.
    #[must_use]
    pub fn with_max_lifetime(mut self, max_lifetime: Duration) -> Self {
        self.max_lifetime = Some(max_lifetime);
        self
    }

    /// Sets the only product codes that are served: none at all for an empty list.
    ///
    /// # Errors
    /// A [`Malformed`] for a code that no request could ever match: it is not 1 to 50 bytes of visible ASCII other
    /// than `#`.
    pub fn with_products<T: AsRef<[u8]>>(
        mut self,
        product_codes: impl IntoIterator<Item = T>,
    ) -> Result<Self, Malformed> {
        let mut products = Products::new();
        for product_code in product_codes {
            token::check_product_code(product_code.as_ref())?;
            products.insert(Box::from(product_code.as_ref()));
        }
        self.products = Some(products);
        Ok(self)
    }

    /// Whether products or lifetimes are limited.
    #[cfg(feature = "batch")]
    #[inline]
    pub(crate) fn has_limits(&self) -> bool {
        self.products.is_some() || self.max_lifetime.is_some()
    }

    #[inline]
    pub(crate) fn serves(&self, product_code: &[u8]) -> bool {
        self.products.as_ref().is_none_or(|served| is_among(product_code, served))
    }
}

/// Out of line: most verifiers have no such list, and none should pay for the search.
#[inline(never)]
fn is_among(product_code: &[u8], served: &Products) -> bool {
    served.contains(product_code)
}

#[cfg(feature = "serde")]
impl From<Policy> for PolicyData {
    fn from(policy: Policy) -> Self {
        Self {
            expiry_encoding: policy.expiry_encoding,
            leeway: policy.leeway,
            max_lifetime: policy.max_lifetime,
            products: policy.products().map(|codes| codes.map(Into::into).collect()),
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<PolicyData> for Policy {
    type Error = Malformed;

    fn try_from(data: PolicyData) -> Result<Self, Malformed> {
        let PolicyData { expiry_encoding, leeway, max_lifetime, products } = data;
        let policy = Self { expiry_encoding, leeway, max_lifetime, products: None };
        match products {
            Some(products) => policy.with_products(products),
            None => Ok(policy),
        }
    }
}
