//! Whether an application can do its work.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What an application says of itself to `/readyz`, all clones the same.
///
/// Each reason stands until it is taken back, so that parts of an application need not know of each other.
///
/// ```
/// use store_auth_serve::Readiness;
///
/// let readiness = Readiness::default();
/// readiness.not_ready("the disk is full");
/// readiness.not_ready("the disk is full");
/// assert_eq!(readiness.reasons(), ["the disk is full"]);
/// readiness.ready_again("the disk is full");
/// assert!(readiness.reasons().is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<Mutex<Vec<&'static str>>>);

impl Readiness {
    /// From now on `/readyz` answers 503 with this reason, which whoever can reach `[admin]` reads.
    pub fn not_ready(&self, reason: &'static str) {
        let mut reasons = self.lock();
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }

    /// That reason is gone, if it was one. With the last of them, `/readyz` answers 200 again.
    pub fn ready_again(&self, reason: &'static str) {
        self.lock().retain(|other| *other != reason);
    }

    /// Those that stand, the oldest first.
    #[must_use]
    pub fn reasons(&self) -> Vec<&'static str> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
