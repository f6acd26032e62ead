//! Where everything is kept: an `SQLite` database. No other module knows that.
//!
//! One thread writes ([`thread`]), others read beside it: a reader never waits for the writer, nor the writer for one.

mod backup;
mod changes;
mod check;
mod checkpoints;
mod contents;
mod edits;
mod error;
mod idempotency;
mod load;
mod log;
mod master_key;
mod offline;
mod open;
mod owner;
mod packed;
mod paid;
mod pauses;
mod read;
mod recording;
mod rekey;
mod room;
mod settings;
mod thread;
mod transaction;
mod usage;
mod writer;

use crate::{
    catalogue::Catalogue,
    change::{AuditEntry, Change, Idempotency},
    model::Usage,
    seal::Seal,
};
pub use contents::Contents;
pub use error::{OpenError, Unavailable};
pub(crate) use offline::Offline;
use open::Opened;
use sqlx::SqlitePool;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};
use thread::WriterThread;
use tokio::sync::{mpsc::error::TrySendError, oneshot, watch};
pub use usage::UsagePlace;
use writer::{Task, Waiting};

/// A database that this process has.
#[derive(Debug)]
pub(crate) struct Database {
    path: PathBuf,
    readers: SqlitePool,
    writer: WriterThread,
}

impl Database {
    /// Makes a database where there is none.
    pub(crate) async fn create(
        path: &Path,
        seal: Arc<Seal>,
    ) -> Result<(Self, Catalogue), OpenError> {
        Self::start(path, open::create(path, seal).await?)
    }

    /// Opens a database, brings it up to date, and reads all that a catalogue is made of.
    pub(crate) async fn open(path: &Path, seal: Arc<Seal>) -> Result<(Self, Catalogue), OpenError> {
        Self::start(path, open::open(path, seal).await?)
    }

    fn start(path: &Path, opened: Opened) -> Result<(Self, Catalogue), OpenError> {
        let Opened { owner, connection, checkpoints, readers, catalogue } = opened;
        let writer = WriterThread::start(path, owner, connection, checkpoints)
            .map_err(|error| OpenError::Start { path: path.to_owned(), error })?;
        Ok((Self { path: path.to_owned(), readers, writer }, catalogue))
    }

    /// Records an authorization. It is durable when this returns.
    pub(crate) async fn record(&self, usage: Usage) -> Result<(), Unavailable> {
        let (done, is_done) = oneshot::channel();
        let waiting = Waiting { usage, since: Instant::now(), done };
        self.writer.records.try_send(waiting).map_err(|error| match error {
            TrySendError::Full(_) => Unavailable::Busy,
            TrySendError::Closed(_) => Unavailable::Ended,
        })?;
        is_done.await.map_err(|_| Unavailable::Ended)?
    }

    /// Makes a change. It is durable when this returns, and the version is the one it says. Gives the answer of the change
    /// that was made with its key before, if one was: then nothing is changed.
    pub(crate) async fn commit(&self, change: Change) -> Result<Option<Idempotency>, Unavailable> {
        let packed = changes::pack(change).await?;
        self.ask(|done| Task::Commit(Box::new(packed), done)).await?
    }

    /// Waits until the tables say what the changes do.
    pub(crate) async fn settle(&self) -> Result<(), Unavailable> {
        self.ask(Task::Settle).await?
    }

    async fn ask<T>(
        &self,
        task: impl FnOnce(oneshot::Sender<T>) -> Task,
    ) -> Result<T, Unavailable> {
        let (done, is_done) = oneshot::channel();
        self.writer.tasks.send(task(done)).await.map_err(|_| Unavailable::Ended)?;
        is_done.await.map_err(|_| Unavailable::Ended)
    }

    /// Whether the last that was to be written could be.
    pub(crate) fn is_writable(&self) -> bool {
        self.writer.progress.is_writable()
    }

    /// The same, as it changes; there are no more changes once nothing writes any more.
    pub(crate) fn writing(&self) -> watch::Receiver<bool> {
        self.writer.progress.writing()
    }

    /// How many groups of records were committed.
    pub(crate) fn commits(&self) -> u64 {
        self.writer.progress.commits()
    }

    /// The records of usage that follow a place, a few thousand at most; none after the last.
    pub(crate) async fn usage_after(
        &self,
        place: &mut UsagePlace,
    ) -> Result<Vec<Usage>, Unavailable> {
        Ok(usage::read(&mut *self.readers.acquire().await?, place).await?)
    }

    /// The answer that was given to who asked with a key before, if there is one.
    pub(crate) async fn idempotency(
        &self,
        token: &str,
        key: &str,
    ) -> Result<Option<Idempotency>, Unavailable> {
        Ok(idempotency::find(&mut *self.readers.acquire().await?, token, key).await?)
    }

    /// Entries of the audit log before a version, the latest first.
    pub(crate) async fn audit(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, Unavailable> {
        read::audit(&mut *self.readers.acquire().await?, before, limit).await
    }

    /// Copies it into a file, and says how much was in it before and after.
    pub(crate) async fn copy(&self, file: &Path) -> Result<(Contents, Contents), Unavailable> {
        Ok(backup::copy(&mut *self.readers.acquire().await?, file).await?)
    }

    /// Its file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes everything that was asked for and lets go of the database. Who reads is waited for.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.end().await;
    }
}
