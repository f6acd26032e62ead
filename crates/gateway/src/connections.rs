//! The connections of all workers: how many there are, and which have had time enough.

use crate::{
    config::Limits,
    metrics::Metrics,
    stream::{Record, Waits},
    worker::Stage,
};
use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, watch},
    task::AbortHandle,
    time::{sleep, timeout},
};

/// How often connections are looked at.
const SWEEP: Duration = Duration::from_millis(100);
/// One that was used more recently is not closed to make room for another.
const QUIET: Duration = Duration::from_secs(1);
/// While draining, one that was used more recently may have a request on its way.
const LINGER: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(crate) struct Connections {
    limits: Limits,
    metrics: Arc<Metrics>,
    open: Mutex<Vec<Open>>,
    fewer: Arc<Notify>,
}

#[derive(Debug)]
struct Open {
    record: Arc<Record>,
    task: AbortHandle,
}

impl Connections {
    pub(crate) fn new(limits: &Limits, metrics: &Arc<Metrics>) -> Arc<Self> {
        Arc::new(Self {
            limits: limits.clone(),
            metrics: Arc::clone(metrics),
            open: Mutex::default(),
            fewer: Arc::default(),
        })
    }

    /// Runs the task of a connection, on the runtime of this thread.
    pub(crate) fn spawn(
        &self,
        record: Arc<Record>,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        let counted = Counted::new(&self.metrics, &self.fewer);
        let task = tokio::spawn(async move {
            let _counted = counted;
            task.await;
        });
        self.open().push(Open { record, task: task.abort_handle() });
    }

    /// Waits until there is room for one more. Where there is none, the connection that has been quiet for the longest
    /// makes room, so that no number of silent ones keeps a proxy out.
    pub(crate) async fn room(&self) {
        while self.count() >= self.most() && !self.close_quietest() {
            // Every one of them is in use.
            let _ = timeout(SWEEP, self.fewer.notified()).await;
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        let mut open = self.open();
        if open.len() >= self.most() {
            open.retain(|open| !open.task.is_finished());
        }
        open.len()
    }

    /// Waits until there is none.
    pub(crate) async fn ended(&self) {
        while !self.open().iter().all(|open| open.task.is_finished()) {
            let _ = timeout(SWEEP, self.fewer.notified()).await;
        }
    }

    /// Closes, again and again, those that have had time enough.
    pub(crate) async fn sweep(self: Arc<Self>, stage: watch::Receiver<Stage>) {
        loop {
            sleep(SWEEP).await;
            let idle_time = match *stage.borrow() {
                Stage::Serving => self.limits.idle_time,
                Stage::Draining => LINGER.min(self.limits.idle_time),
            };
            self.open().retain(|open| {
                let (waits, waited) = open.record.waited();
                let (limit, reason) = match waits {
                    Waits::Request => (idle_time, "idle"),
                    Waits::Rest | Waits::Reader => (self.limits.request_time, "slow"),
                };
                if open.task.is_finished() {
                    return false;
                }
                let is_over = waited > limit;
                if is_over {
                    self.close(open, reason);
                }
                !is_over
            });
        }
    }

    fn close_quietest(&self) -> bool {
        let mut open = self.open();
        let waited = |open: &Open| open.record.waited().1;
        let quietest = (0..open.len()).max_by_key(|at| waited(&open[*at]));
        match quietest.filter(|at| waited(&open[*at]) >= QUIET) {
            Some(at) => {
                self.close(&open.swap_remove(at), "full");
                true
            }
            None => false,
        }
    }

    fn most(&self) -> usize {
        self.limits.connections.get() as usize
    }

    fn close(&self, open: &Open, reason: &'static str) {
        open.task.abort();
        self.metrics.closed(reason);
    }

    fn open(&self) -> MutexGuard<'_, Vec<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a connection for as long as its task is there.
struct Counted {
    metrics: Arc<Metrics>,
    fewer: Arc<Notify>,
}

impl Counted {
    fn new(metrics: &Arc<Metrics>, fewer: &Arc<Notify>) -> Self {
        metrics.connections.inc();
        Self { metrics: Arc::clone(metrics), fewer: Arc::clone(fewer) }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.metrics.connections.dec();
        self.fewer.notify_one();
    }
}
