//! A verifier that can be replaced while it serves.

use crate::verifier::Verifier;
use alloc::sync::Arc;
use arc_swap::{ArcSwap, Guard};
use core::ops::Deref;

/// A verifier that can be replaced while requests are verified. Clones share it.
///
/// Requests under way finish with the verifier that they began with; its keys are wiped when the last of them is done.
///
/// ```
/// use store_auth::{KeyRing, ServerKey, SharedVerifier, Verifier};
///
/// let first = ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?;
/// let verifier = SharedVerifier::new(Verifier::new(first));
/// let served = verifier.clone(); // to a layer, or wherever requests are verified
///
/// // Later, from a signal handler or a watched file: `served` has the new keys from here on.
/// let current = ServerKey::new("85bb85314f73fa720b1e25a9479e41ac1c5dc5af")?;
/// let previous = ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?;
/// verifier.replace(Verifier::new(KeyRing::new(current).with(previous)));
/// # let _ = served.load();
/// # Ok::<(), store_auth::KeyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct SharedVerifier(Arc<ArcSwap<Verifier>>);

impl SharedVerifier {
    /// Shares a verifier.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(verifier)))
    }

    /// Puts another verifier in its place, for all clones.
    pub fn replace(&self, verifier: Verifier) {
        self.0.store(Arc::new(verifier));
    }

    /// The verifier as of now.
    ///
    /// It waits for nobody. Keep it for one request, not for longer: it stays the one that it is.
    #[must_use]
    pub fn load(&self) -> impl Deref<Target = Verifier> + use<> {
        Loaded(self.0.load())
    }
}

impl From<Verifier> for SharedVerifier {
    fn from(verifier: Verifier) -> Self {
        Self::new(verifier)
    }
}

struct Loaded(Guard<Arc<Verifier>>);

impl Deref for Loaded {
    type Target = Verifier;

    fn deref(&self) -> &Verifier {
        &self.0
    }
}
