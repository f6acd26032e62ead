//! The clocks, which tests can set.

use std::{
    fmt,
    pin::Pin,
    time::{Duration, Instant, SystemTime},
};
use store_auth::chrono::{DateTime, Utc};

/// What tells the time, and waits. The system's does unless [`Builder::clock`](crate::Builder::clock) sets another.
///
/// By the wall clock expiries are judged; it may be wrong and may jump. The monotonic one only goes on; it may stand
/// still while the machine sleeps.
///
/// A clock for tests, which says what it is set to:
///
/// ```
/// use std::{pin::Pin, sync::Mutex, time::Duration};
/// use store_auth::chrono::{DateTime, Utc};
/// use store_auth_client::Clock;
///
/// #[derive(Debug)]
/// struct SetClock {
///     start: DateTime<Utc>,
///     passed: Mutex<Duration>,
/// }
///
/// impl Clock for SetClock {
///     fn now(&self) -> DateTime<Utc> {
///         self.start + self.monotonic()
///     }
///
///     fn monotonic(&self) -> Duration {
///         *self.passed.lock().unwrap()
///     }
///
///     // It never comes to that by itself: `AppClient::wake` has the client look at the clock.
///     fn sleep_until(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
///         Box::pin(std::future::pending())
///     }
/// }
/// ```
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time by the wall clock.
    fn now(&self) -> DateTime<Utc>;

    /// The time since some moment that never changes.
    fn monotonic(&self) -> Duration;

    /// Is ready as soon as [`monotonic`](Self::monotonic) is `until` or later.
    fn sleep_until(&self, until: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The clocks of the system. It sleeps by tokio's timer.
#[derive(Debug)]
pub(crate) struct SystemClock {
    start: Instant,
}

impl SystemClock {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        // Unlike `Utc::now`, this takes a clock that stands before 1970.
        SystemTime::now().into()
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep_until(&self, until: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(until.saturating_sub(self.start.elapsed())))
    }
}
