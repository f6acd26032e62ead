//! The threads that connections are at home on.

use crate::db::error::OpenError;
use std::panic::resume_unwind;
use tokio::runtime::{Builder, Handle, Runtime};

/// One reads and follows while another records.
const COUNT: usize = 2;

/// Threads of their own. They end when this is dropped, and whoever drops it does not wait for them.
#[derive(Debug)]
pub(super) struct Threads {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Threads {
    pub(super) fn start(database: &str) -> Result<Self, OpenError> {
        let mut builder = Builder::new_multi_thread();
        let built =
            builder.worker_threads(COUNT).thread_name("store-database").enable_all().build();
        let failed = |error| OpenError::Start { database: database.to_owned(), error };
        let runtime = built.map_err(failed)?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Waits for what is done on them.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        asked: impl Future<Output = Result<T, OpenError>> + Send + 'static,
    ) -> Result<T, OpenError> {
        // Nobody aborts it, so it has panicked.
        self.handle.spawn(asked).await.unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
