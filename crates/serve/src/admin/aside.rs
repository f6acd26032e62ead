//! The threads of the application on the admin listener: what it does there, for minutes or at the cost of a core, holds
//! up neither the workers nor what is told of the server.

use super::{
    any_application::AnyApplication,
    relayed::{Relayed, Stopped, relay},
};
use crate::{draining::Draining, error::Error, parts::Parts};
use http::{Request, Response};
use hyper::body::Incoming;
use std::{sync::Arc, time::Duration};
use tokio::{
    runtime::{self, Handle, Runtime},
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    time::{Instant, timeout_at},
};

/// One may be busy with a large request, and the other answers the small ones.
const THREADS: usize = 2;
/// Requests at a time. As many wait in no queue: who asks here can ask again.
const REQUESTS: u32 = 32;

/// What runs the application.
#[derive(Debug)]
pub(crate) struct Threads {
    runtime: Runtime,
    room: Arc<Semaphore>,
}

/// What asks it.
#[derive(Clone, Debug)]
pub(crate) struct Aside {
    application: AnyApplication,
    runtime: Handle,
    room: Arc<Semaphore>,
    parts: Parts,
}

/// The application panicked before it had an answer.
#[derive(Debug, thiserror::Error)]
#[error("no answer was made")]
pub(super) struct NoAnswer;

pub(crate) fn start(application: AnyApplication, parts: Parts) -> Result<(Threads, Aside), Error> {
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("admin")
        .enable_all()
        .build()
        .map_err(Error::system("threads of [admin]"))?;
    let room = Arc::new(Semaphore::new(REQUESTS as usize));
    let aside =
        Aside { application, runtime: runtime.handle().clone(), room: Arc::clone(&room), parts };
    Ok((Threads { runtime, room }, aside))
}

impl Threads {
    /// Runs it until draining has begun and the last answer has been taken, or has had time enough.
    pub(crate) fn run(self, draining: &Draining, drain_time: Duration) {
        let Self { runtime, room } = self;
        let end = runtime.block_on(async {
            draining.begun().await;
            let end = Instant::now() + drain_time;
            if timeout_at(end, room.acquire_many(REQUESTS)).await.is_err() {
                tracing::warn!("breaking off answers of [admin] that did not end in time");
            }
            end
        });
        // What blocks a thread cannot be stopped, and is not waited for without end.
        runtime.shutdown_timeout(end.saturating_duration_since(Instant::now()));
    }
}

impl Aside {
    /// A place among the requests, to be held until the answer has been taken.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.room).try_acquire_owned().ok()
    }

    /// Has a request answered. It is given up where this, or the body of the answer, is dropped.
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Relayed>, NoAnswer> {
        let (told, answer) = oneshot::channel();
        let part = self.parts.part("an answer of [admin]");
        let application = self.application.clone();
        let task = self.runtime.spawn(async move {
            let _part = part;
            let (head, body) = application.answer(request).await.into_parts();
            let (maker, relayed) = relay(&body);
            // Nobody may wait for it any more.
            if told.send(Response::from_parts(head, relayed)).is_ok() {
                maker.make(body).await;
            }
        });
        let task = Stopped(task.abort_handle());
        let response = answer.await.map_err(|_| NoAnswer)?;
        Ok(response.map(|body| body.of(task)))
    }
}
