//! Token buckets of one rate, as many as there are keys, in bounded memory.

use super::limits::Rate;
use governor::{
    Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, state::keyed::DashMapStateStore,
};
use std::{
    fmt,
    hash::Hash,
    num::NonZeroU32,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

/// How many buckets are kept over a sweep. Between two sweeps there can be as many again, some 40 MB in all.
const KEPT: usize = 1 << 18;
/// How many calls there are at least between two sweeps.
const SWEEP: u32 = 4096;

/// Buckets of one rate (GCRA). One that is full again is forgotten sooner or later, which nobody can tell.
pub(super) struct Buckets<K: Hash + Eq + Clone, C: Clock> {
    quota: Quota,
    clock: C,
    kept: usize,
    keyed: RwLock<Keyed<K, C>>,
    calls: AtomicU32,
    /// At how many calls to sweep.
    due: AtomicU32,
}

type Keyed<K, C> = RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

impl<K: Hash + Eq + Clone, C: Clock + Clone> Buckets<K, C> {
    pub(super) fn new(rate: Rate, clock: C) -> Self {
        Self::keeping(KEPT, rate, clock)
    }

    fn keeping(kept: usize, rate: Rate, clock: C) -> Self {
        let quota = Quota::with_period(rate.period());
        // The fastest rate has a period of microseconds.
        let quota = quota.unwrap_or(Quota::per_second(NonZeroU32::MIN)).allow_burst(rate.burst());
        Self {
            quota,
            kept,
            keyed: RwLock::new(RateLimiter::dashmap_with_clock(quota, clock.clone())),
            clock,
            calls: AtomicU32::new(0),
            due: AtomicU32::new(SWEEP),
        }
    }

    /// Takes a token out of a bucket.
    ///
    /// # Errors
    /// How long to wait for one, where there is none.
    pub(super) fn take(&self, key: &K) -> Result<(), Duration> {
        // Only the call that meets the number sweeps, so that no two do.
        if self.calls.fetch_add(1, Relaxed).wrapping_add(1) == self.due.load(Relaxed) {
            self.sweep();
        }
        let buckets = self.keyed.read().unwrap_or_else(PoisonError::into_inner);
        buckets.check_key(key).map_err(|until| until.wait_time_from(self.clock.now()))
    }

    /// Forgets full buckets; and all, where too many are not: whoever comes from a quarter of a million addresses within
    /// a minute or two is not to be stopped by counting, and must not stop others.
    ///
    /// The next sweep waits for as many calls as there are buckets, so that sweeping costs each call the same.
    fn sweep(&self) {
        let buckets = self.keyed.read().unwrap_or_else(PoisonError::into_inner);
        buckets.retain_recent();
        let mut left = buckets.len();
        drop(buckets);
        if left > self.kept {
            let none = RateLimiter::dashmap_with_clock(self.quota, self.clock.clone());
            *self.keyed.write().unwrap_or_else(PoisonError::into_inner) = none;
            left = 0;
        }
        self.due.store(u32::try_from(left).unwrap_or(u32::MAX).max(SWEEP), Relaxed);
        self.calls.store(0, Relaxed);
    }
}

impl<K: Hash + Eq + Clone, C: Clock> fmt::Debug for Buckets<K, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buckets").field("quota", &self.quota).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    fn count<K: Hash + Eq + Clone>(buckets: &Buckets<K, FakeRelativeClock>) -> usize {
        buckets.keyed.read().unwrap().len()
    }

    #[test]
    fn so_many_pass_at_once_and_then_one_a_period() {
        let clock = FakeRelativeClock::default();
        let buckets = Buckets::new(Rate::new(3, 0.5).unwrap(), clock.clone());
        assert_eq!([(); 4].map(|()| buckets.take(&'a').is_ok()), [true, true, true, false]);
        assert_eq!(buckets.take(&'a'), Err(Duration::from_mins(2)));
        assert_eq!(buckets.take(&'b'), Ok(()));
        clock.advance(Duration::from_secs(119));
        assert_eq!(buckets.take(&'a'), Err(Duration::from_secs(1)));
        clock.advance(Duration::from_secs(1));
        assert_eq!(buckets.take(&'a'), Ok(()));
        assert_eq!(buckets.take(&'a'), Err(Duration::from_mins(2)));
    }

    #[test]
    fn full_buckets_are_forgotten() {
        let clock = FakeRelativeClock::default();
        let buckets = Buckets::new(Rate::new(2, 60.0).unwrap(), clock.clone());
        for key in 1..SWEEP {
            buckets.take(&key).unwrap();
        }
        assert_eq!(count(&buckets), SWEEP as usize - 1);
        clock.advance(Duration::from_secs(2));
        buckets.take(&0).unwrap();
        assert_eq!(count(&buckets), 1);
    }

    #[test]
    fn buckets_in_use_outlive_a_sweep() {
        let clock = FakeRelativeClock::default();
        let buckets = Buckets::new(Rate::new(1, 1.0).unwrap(), clock);
        buckets.take(&0).unwrap();
        for key in 1..=SWEEP {
            buckets.take(&key).unwrap();
        }
        assert!(buckets.take(&0).is_err());
    }

    #[test]
    fn as_many_buckets_as_are_kept_outlive_a_sweep() {
        let rate = Rate::new(1, 1.0).unwrap();
        let buckets = Buckets::keeping(SWEEP as usize - 1, rate, FakeRelativeClock::default());
        for key in 1..=SWEEP {
            buckets.take(&key).unwrap();
        }
        assert!(buckets.take(&1).is_err());
    }

    #[test]
    fn a_sweep_waits_for_so_many_calls() {
        let clock = FakeRelativeClock::default();
        let buckets = Buckets::new(Rate::new(1, 60.0).unwrap(), clock.clone());
        for key in 1..SWEEP {
            buckets.take(&key).unwrap();
            clock.advance(Duration::from_secs(1));
        }
        assert_eq!(count(&buckets), SWEEP as usize - 1);
    }

    #[test]
    fn nobody_is_in_what_is_printed_of_buckets() {
        let buckets = Buckets::new(Rate::new(1, 1.0).unwrap(), FakeRelativeClock::default());
        buckets.take(&"192.0.2.1").unwrap();
        let printed = format!("{buckets:?}");
        assert!(printed.starts_with("Buckets { quota: "), "{printed}");
        assert!(!printed.contains("192.0.2.1"), "{printed}");
    }

    #[test]
    fn there_are_never_more_than_twice_as_many_buckets_as_are_kept() {
        let kept = SWEEP as usize;
        let rate = Rate::new(1, 1.0).unwrap();
        let buckets = Buckets::keeping(kept, rate, FakeRelativeClock::default());
        let mut most = 0;
        for key in 0..10 * SWEEP {
            buckets.take(&key).unwrap();
            most = most.max(count(&buckets));
        }
        assert!((kept..=2 * kept).contains(&most), "{most}");
    }
}
