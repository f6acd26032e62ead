//! A thread of a database. It is no part of the runtime that calls are answered on, so it ends by its own rule alone.

use std::{
    io,
    sync::{Mutex, PoisonError},
    thread::{Builder, JoinHandle},
};
use tokio::{sync::oneshot, task::spawn_blocking};

/// A thread that works until it is told to end.
#[derive(Debug)]
pub(super) struct Thread(Mutex<Option<Running>>);

#[derive(Debug)]
struct Running {
    /// Dropped to make it end.
    go_on: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Thread {
    /// Starts it. `work` is over some time after what it is given is.
    pub(super) fn start(
        name: &str,
        work: impl FnOnce(oneshot::Receiver<()>) + Send + 'static,
    ) -> io::Result<Self> {
        let (go_on, end) = oneshot::channel();
        let thread = Builder::new().name(name.into()).spawn(move || work(end))?;
        Ok(Self(Mutex::new(Some(Running { go_on, thread }))))
    }

    /// Ends it once everything is done that was asked for, and waits for that.
    pub(super) async fn end(&self) {
        if let Some(thread) = self.told_to_end() {
            // Only a task that panics makes it fail, and that one has said so.
            let _ = spawn_blocking(|| thread.join()).await;
        }
    }

    fn told_to_end(&self) -> Option<JoinHandle<()>> {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Running { go_on, thread } = running?;
        drop(go_on);
        Some(thread)
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        if let Some(thread) = self.told_to_end() {
            let _ = thread.join();
        }
    }
}
