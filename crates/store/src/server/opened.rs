//! A Store that is open, and the thread that tells of it.

use super::error::StartError;
use crate::{
    clock::Clock,
    db::{DatabasePlace, OpenError},
    seal::Seal,
    store::Store,
};
use prometheus_client::{metrics::gauge::Gauge, registry::Registry};
use std::{
    future::pending,
    panic,
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};
use store_auth_serve::{Error as ServeError, Part, Readiness};
use tokio::{
    runtime, select,
    sync::{oneshot, watch},
};

/// What `/readyz` says meanwhile.
const NOT_WRITABLE: &str = "usage cannot be recorded";
const NOT_FOLLOWING: &str = "changes of other Stores are not seen";

/// A Store, and the thread that tells whether usage can be recorded.
#[derive(Debug)]
pub(super) struct Opened {
    store: Store,
    told: Option<oneshot::Sender<Watching>>,
    /// Dropped to close the Store.
    go_on: oneshot::Sender<()>,
    writable: Gauge,
    thread: JoinHandle<()>,
}

/// Who is told of the database.
#[derive(Debug)]
pub(super) struct Watching {
    /// Where what writes dies.
    #[expect(dead_code, reason = "it is held")]
    pub(super) part: Part,
    /// Where it cannot be written.
    pub(super) readiness: Readiness,
}

impl Opened {
    pub(super) fn open(
        database: DatabasePlace,
        seal: Seal,
        clock: Clock,
        lifetime: Duration,
    ) -> Result<Self, StartError> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(ServeError::system("runtime"))?;
        let (opened, is_opened) = mpsc::sync_channel(1);
        let (told, is_told) = oneshot::channel();
        let (go_on, end) = oneshot::channel();
        let writable = Gauge::default();
        writable.set(1);
        let gauge = writable.clone();
        let work = move || {
            runtime.block_on(async move {
                let result = Store::open(database, seal, clock, lifetime).await;
                let store = result.as_ref().ok().cloned();
                // Whoever waits for it has gone only where this process is about to end.
                let _ = opened.send(result);
                if let Some(store) = store {
                    watch_until(end, is_told, &store, &gauge).await;
                }
            });
        };
        let thread = thread::Builder::new().name("store".into()).spawn(work);
        let thread = thread.map_err(ServeError::system("threads"))?;
        let store: Result<Store, OpenError> =
            is_opened.recv().map_err(|_| ServeError::Died("the thread of the database"))?;
        Ok(Self { store: store?, told: Some(told), go_on, writable, thread })
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// Has a metric written with those of the server.
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "1 while usage can be recorded, else 0";
        registry.register("writable", help, self.writable.clone());
    }

    /// Has others told of it from now on.
    pub(super) fn watch(&mut self, watching: Watching) {
        if let Some(told) = self.told.take() {
            // Where the thread has ended, it has told of that.
            let _ = told.send(watching);
        }
    }

    /// Waits until everything is written.
    pub(super) fn close(self) {
        let Self { store, go_on, thread, .. } = self;
        drop((go_on, store));
        // It was told of where it panicked.
        let _ = thread.join();
    }
}

/// Tells of the Store until its end, and closes it then.
async fn watch_until(
    end: oneshot::Receiver<()>,
    is_told: oneshot::Receiver<Watching>,
    store: &Store,
    gauge: &Gauge,
) {
    if let Ok(watching) = is_told.await {
        select! {
            () = watch(store.writing(), &watching.readiness, gauge) => {
                // What writes has panicked, which was logged, and so does this thread, which tells the others.
                panic::resume_unwind(Box::new("what writes has panicked"));
            }
            () = watch_changes(store.following(), &watching.readiness) => {}
            _ = end => {}
        }
    }
    store.close().await;
}

/// Tells whether the changes of other Stores are seen, for ever.
async fn watch_changes(following: Option<watch::Receiver<bool>>, readiness: &Readiness) {
    let Some(mut following) = following else { return pending().await };
    loop {
        if *following.borrow_and_update() {
            readiness.ready_again(NOT_FOLLOWING);
        } else {
            readiness.not_ready(NOT_FOLLOWING);
        }
        if following.changed().await.is_err() {
            return pending().await;
        }
    }
}

/// Until nothing is written any more.
async fn watch(mut writing: watch::Receiver<bool>, readiness: &Readiness, gauge: &Gauge) {
    loop {
        let is_writable = *writing.borrow_and_update();
        gauge.set(is_writable.into());
        if is_writable {
            readiness.ready_again(NOT_WRITABLE);
        } else {
            readiness.not_ready(NOT_WRITABLE);
        }
        if writing.changed().await.is_err() {
            return;
        }
    }
}
