//! A moment, by both clocks.

use crate::clock::Clock;
use std::time::Duration;

/// A moment, in whole milliseconds by both clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// Since 1970.
    pub(crate) wall: i64,
    /// Since a moment that never changes.
    pub(crate) monotonic: i64,
}

impl Now {
    pub(crate) fn of(clock: &dyn Clock) -> Self {
        Self { wall: clock.now().timestamp_millis(), monotonic: millis(clock.monotonic()) }
    }
}

/// A duration in milliseconds, the most that there are for one that is longer.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The duration of so many milliseconds, none for fewer than none.
pub(crate) fn duration(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or_default())
}
