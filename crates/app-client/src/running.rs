//! Asking at the right times, for as long as it is wanted.

use crate::app::{App, Ask, Heard};
use std::{future, sync::Arc};
use tokio::task::AbortHandle;

/// A started [`AppClient`](crate::AppClient): it asks at the right times until this is dropped.
///
/// Then an ask that is under way comes to nothing, and what is kept stays kept.
#[derive(Debug)]
#[must_use = "the client stops as soon as this is dropped"]
pub struct Running {
    app: Arc<App>,
    start: u64,
    task: AbortHandle,
}

impl Running {
    /// Drives a start in a task of its own.
    pub(crate) fn spawn(start: Start) -> Self {
        let (app, number) = (Arc::clone(&start.app), start.start);
        Self { app, start: number, task: tokio::spawn(start.drive()).abort_handle() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The task ends when it can, and this now.
        self.app.stop(self.start);
        self.task.abort();
    }
}

/// A start, which ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Start {
    app: Arc<App>,
    start: u64,
}

impl Start {
    pub(crate) fn of(app: Arc<App>) -> Self {
        let start = app.start();
        Self { app, start }
    }

    /// Wakes when there is something to do, until another start comes.
    pub(crate) async fn drive(self) {
        while let Some((next, ask, heard)) = self.app.waits_for(self.start) {
            tokio::select! {
                // An answer that comes with the timer goes before it.
                biased;
                _ = end(ask) => {}
                () = self.app.clock.sleep_until(next) => self.app.hear(Heard::Woke),
                () = heard.notified() => {}
            }
        }
    }
}

impl Drop for Start {
    fn drop(&mut self) {
        self.app.stop(self.start);
    }
}

/// The end of the ask that is under way; never, where none is.
async fn end(ask: Option<Ask>) -> bool {
    match ask {
        Some(ask) => ask.await,
        None => future::pending().await,
    }
}
