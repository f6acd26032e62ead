//! Whether a server is about to end.

use tokio::sync::watch;

/// Begins draining, for all [`Draining`]s made with it.
#[derive(Debug)]
pub(crate) struct Drain(watch::Sender<()>);

/// Whether no new connections are taken, and those that there are end with their next answer.
#[derive(Clone, Debug)]
pub(crate) struct Draining(watch::Receiver<()>);

pub(crate) fn channel() -> (Drain, Draining) {
    let (sender, receiver) = watch::channel(());
    (Drain(sender), Draining(receiver))
}

impl Drain {
    pub(crate) fn begin(&self) {
        self.0.send_replace(());
    }
}

impl Draining {
    /// Asked with every answer: it takes no lock.
    pub(crate) fn has_begun(&self) -> bool {
        // Nobody who could begin it any more means the same.
        self.0.has_changed().unwrap_or(true)
    }

    /// Waits until it begins.
    pub(crate) async fn begun(&self) {
        // In a clone, since the change is then seen. An error means the same as above.
        let _ = self.0.clone().changed().await;
    }
}
