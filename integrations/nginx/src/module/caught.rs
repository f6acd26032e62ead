//! Panics end here: none may cross frames of C.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs what a callback does, and gives what it is to return where that panics.
pub(super) fn caught<T>(panicked: T, run: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or(panicked)
}
