//! The connections of all workers: how many there are, and which have had time enough.

use crate::{
    config::Limits,
    draining::Draining,
    metrics::{FULL, IDLE, Metrics, SLOW},
    parts::Parts,
    record::{Record, Waits},
};
use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
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
    parts: Parts,
    table: Mutex<Table>,
    fewer: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Table {
    open: Vec<Open>,
    /// Places that were given to connections which are not open yet.
    given: usize,
}

#[derive(Debug)]
struct Open {
    record: Arc<Record>,
    task: AbortHandle,
    /// It is open until the worker that it belongs to has seen to that.
    is_closing: bool,
}

impl Connections {
    pub(crate) fn new(limits: &Limits, metrics: &Arc<Metrics>, parts: &Parts) -> Arc<Self> {
        Arc::new(Self {
            limits: limits.clone(),
            metrics: Arc::clone(metrics),
            parts: parts.clone(),
            table: Mutex::default(),
            fewer: Arc::default(),
        })
    }

    /// Runs the task of a connection, on the runtime of this thread. It takes the place that it was given, if it was.
    pub(crate) fn spawn(
        &self,
        place: Option<Place>,
        record: Arc<Record>,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        let counted = Counted::new(&record, &self.metrics, &self.fewer);
        let part = self.parts.part("a connection");
        let task = tokio::spawn(async move {
            let (_part, _counted) = (part, counted);
            task.await;
        });
        self.table().open.push(Open { record, task: task.abort_handle(), is_closing: false });
        drop(place);
    }

    /// Waits until there is room for one more, and gives it a place. Where there is none, the connection that has been
    /// quiet for the longest makes room, so that no number of silent ones keeps a proxy out.
    pub(crate) async fn room(self: &Arc<Self>) -> Place {
        loop {
            if let Some(place) = self.place() {
                return place;
            }
            self.close_quietest();
            // Until that one is closed or, where every one of them is in use, another.
            let _ = timeout(SWEEP, self.fewer.notified()).await;
        }
    }

    /// A place that is free: no other worker gives it away as well.
    fn place(self: &Arc<Self>) -> Option<Place> {
        let most = self.limits.connections.get() as usize;
        let mut table = self.table();
        if table.open.len() + table.given >= most {
            table.open.retain(|open| !open.record.has_ended());
        }
        let is_free = table.open.len() + table.given < most;
        is_free.then(|| {
            table.given += 1;
            Place(Arc::clone(self))
        })
    }

    /// Waits until there is none.
    pub(crate) async fn ended(&self) {
        while !self.table().open.iter().all(|open| open.record.has_ended()) {
            let _ = timeout(SWEEP, self.fewer.notified()).await;
        }
    }

    /// Closes, again and again, those that have had time enough.
    pub(crate) async fn sweep(self: Arc<Self>, draining: Draining) {
        let _part = self.parts.part("the closer of connections");
        loop {
            sleep(SWEEP).await;
            let idle_time = if draining.has_begun() {
                LINGER.min(self.limits.idle_time)
            } else {
                self.limits.idle_time
            };
            let open = &mut self.table().open;
            open.retain(|open| !open.record.has_ended());
            for open in open.iter_mut().filter(|open| !open.is_closing) {
                let (waits, waited) = open.record.waited();
                let (limit, reason) = match waits {
                    Waits::Request => (idle_time, IDLE),
                    Waits::Answer | Waits::Client => (self.limits.request_time, SLOW),
                };
                if waited > limit {
                    self.close(open, reason);
                }
            }
        }
    }

    /// Closes one that has been quiet for a while, unless one is being closed already.
    fn close_quietest(&self) {
        let open = &mut self.table().open;
        if open.iter().any(|open| open.is_closing && !open.record.has_ended()) {
            return;
        }
        let quietest = open.iter_mut().max_by_key(|open| open.record.quiet());
        if let Some(open) = quietest.filter(|open| open.record.quiet() >= QUIET) {
            self.close(open, FULL);
        }
    }

    fn close(&self, open: &mut Open, reason: &'static str) {
        open.is_closing = true;
        open.task.abort();
        self.metrics.closed(reason);
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of a connection that is about to be opened.
#[derive(Debug)]
pub(crate) struct Place(Arc<Connections>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.table().given -= 1;
    }
}

/// Counts a connection for as long as its task is there.
struct Counted {
    record: Arc<Record>,
    metrics: Arc<Metrics>,
    fewer: Arc<Notify>,
}

impl Counted {
    fn new(record: &Arc<Record>, metrics: &Arc<Metrics>, fewer: &Arc<Notify>) -> Self {
        metrics.connection_opened();
        Self { record: Arc::clone(record), metrics: Arc::clone(metrics), fewer: Arc::clone(fewer) }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.metrics.connection_ended();
        self.record.end();
        self.fewer.notify_one();
    }
}
