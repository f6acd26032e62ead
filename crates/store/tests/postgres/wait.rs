//! Waiting for what others do: a test fails where it does not come within a minute.

use std::{
    fmt::Debug,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// No server takes nearly as long.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until something is so.
#[track_caller]
pub(crate) fn until(what: impl Debug, mut is_so: impl AsyncFnMut() -> bool) -> impl Future {
    let caller = std::panic::Location::caller();
    async move {
        let repeated = async {
            while !is_so().await {
                sleep(Duration::from_millis(1)).await;
            }
        };
        let waited = timeout(PATIENCE, repeated).await;
        assert!(waited.is_ok(), "{caller}: expected {what:?}");
    }
}

/// Waits until a count is so much higher.
pub(crate) async fn grows(count: &AtomicUsize, more: usize) {
    let end = count.load(SeqCst) + more;
    until(end, async || count.load(SeqCst) >= end).await;
}
