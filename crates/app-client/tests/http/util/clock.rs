//! A clock that a test moves.

use futures_util::future::BoxFuture;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use store_auth::chrono::{DateTime, Utc};
use store_auth_client::Clock;

/// A clock that stands still unless it is moved; whoever sleeps by it sleeps as long as anybody.
#[derive(Clone, Debug)]
pub(crate) struct MovedClock {
    start: DateTime<Utc>,
    seconds: Arc<AtomicU64>,
}

impl MovedClock {
    /// It stands at this time.
    pub(crate) fn at(rfc3339: &str) -> Self {
        Self { start: rfc3339.parse().unwrap(), seconds: Arc::default() }
    }

    /// So many seconds pass.
    pub(crate) fn moves(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        self.start + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.seconds.load(Ordering::Relaxed))
    }

    fn sleep_until(&self, until: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(until.saturating_sub(self.monotonic())))
    }
}
