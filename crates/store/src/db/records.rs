//! Records that wait to be durable: a queue into which who answers calls puts them, and out of which one task takes groups.

use super::error::Unavailable;
use crate::model::Usage;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot, watch,
};

/// Records that may wait.
const QUEUE: usize = 8192;
/// Records that become durable by one commit.
pub(super) const GROUP: usize = 2048;
/// A record that has waited for so long is refused: its client has other things to do.
const PATIENCE: Duration = Duration::from_millis(250);

/// A record that waits to be durable.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) usage: Usage,
    since: Instant,
    done: oneshot::Sender<Result<(), Unavailable>>,
}

/// The way to be recorded, and how it goes.
#[derive(Clone, Debug)]
pub(super) struct Records {
    queue: mpsc::Sender<Waiting>,
    commits: Arc<AtomicU64>,
    is_writable: watch::Receiver<bool>,
}

/// The other end: what waits, and who is told how it goes.
#[derive(Debug)]
pub(super) struct Waiters {
    queue: mpsc::Receiver<Waiting>,
    commits: Arc<AtomicU64>,
    is_writable: watch::Sender<bool>,
}

/// A queue that nobody waits in yet.
pub(super) fn queue() -> (Records, Waiters) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let commits = Arc::<AtomicU64>::default();
    let (writable, is_writable) = watch::channel(true);
    let records = Records { queue: sender, commits: Arc::clone(&commits), is_writable };
    (records, Waiters { queue: receiver, commits, is_writable: writable })
}

impl Records {
    /// Records an authorization. It is durable when this returns.
    pub(super) async fn record(&self, usage: Usage) -> Result<(), Unavailable> {
        let (done, is_done) = oneshot::channel();
        let waiting = Waiting { usage, since: Instant::now(), done };
        self.queue.try_send(waiting).map_err(|error| match error {
            TrySendError::Full(_) => Unavailable::Busy,
            TrySendError::Closed(_) => Unavailable::Ended,
        })?;
        is_done.await.map_err(|_| Unavailable::Ended)?
    }

    /// Whether the database could be written the last time.
    pub(super) fn is_writable(&self) -> bool {
        *self.is_writable.borrow()
    }

    /// The same, as it changes; there are no more changes once nothing is written any more.
    pub(super) fn writing(&self) -> watch::Receiver<bool> {
        self.is_writable.clone()
    }

    /// How many groups of records were committed.
    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Relaxed)
    }
}

impl Waiters {
    /// The next group, once there is one. There is none at the end.
    pub(super) async fn group(&mut self, group: &mut Vec<Waiting>) -> bool {
        self.queue.recv_many(group, GROUP).await > 0
    }

    /// Takes no more than wait now.
    pub(super) fn close(&mut self) {
        self.queue.close();
    }

    /// Tells all of a group what became of it.
    pub(super) fn answer(&self, group: &mut Vec<Waiting>, outcome: &Result<(), Unavailable>) {
        if outcome.is_ok() {
            self.commits.fetch_add(1, Relaxed);
        }
        for waiting in group.drain(..) {
            // Whoever has gone meanwhile will ask again.
            let _ = waiting.done.send(outcome.clone());
        }
    }

    /// Whether the database could be written the last time.
    pub(super) fn is_writable(&self) -> bool {
        *self.is_writable.borrow()
    }

    /// How many groups of records were committed.
    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Relaxed)
    }

    /// Takes note of whether the database can be written.
    pub(super) fn tell(&self, is_writable: Result<(), &sqlx::Error>) {
        let (now, error) = (is_writable.is_ok(), is_writable.err());
        // Nobody is woken by what has not changed.
        let replace = |was: &mut bool| std::mem::replace(was, now) != now;
        match (self.is_writable.send_if_modified(replace), error) {
            (true, Some(error)) => tracing::error!("usage cannot be recorded: {error}"),
            (true, None) => tracing::info!("usage is recorded again"),
            (false, _) => {}
        }
    }
}

/// Refuses what has waited for too long.
pub(super) fn refuse_late(group: &mut Vec<Waiting>) {
    let now = Instant::now();
    let is_late = |waiting: &mut Waiting| now.duration_since(waiting.since) > PATIENCE;
    for late in group.extract_if(.., is_late) {
        let _ = late.done.send(Err(Unavailable::Busy));
    }
}
