//! A database in a file, by `SQLite`.
//!
//! One thread writes ([`thread`]), others read beside it: a reader never waits for the writer, nor the writer for one.

mod applications;
mod backup;
mod books;
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
mod moving_in;
mod moving_out;
mod offline;
mod open;
mod owner;
mod packed;
mod pauses;
mod prune;
mod read;
mod recording;
mod rekey;
mod room;
mod settings;
mod thread;
mod transaction;
mod usage;
mod writer;

use super::{
    contents::Contents,
    error::{OpenError, Unavailable},
    packed_edits,
    records::Records,
    usage_place::UsagePlace,
};
use crate::{
    catalogue::Catalogue,
    change::{AuditEntry, Change, Idempotency},
    model::{FrozenLine, Millis, Month, Usage},
    seal::Seal,
};
pub(super) use error::open as failed;
pub(super) use moving_in::Filling;
pub(super) use moving_out::Aside;
pub(crate) use moving_out::aside;
pub(super) use offline::Offline;
use open::Opened;
use prune::Prune;
use sqlx::SqlitePool;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use thread::WriterThread;
use tokio::sync::oneshot;
use writer::Task;

/// A database that this process has.
#[derive(Debug)]
pub(crate) struct Sqlite {
    path: PathBuf,
    readers: SqlitePool,
    writer: WriterThread,
}

impl Sqlite {
    /// Makes a database where there is none.
    pub(super) async fn create(
        path: &Path,
        seal: Arc<Seal>,
    ) -> Result<(Self, Catalogue), OpenError> {
        Self::start(path, open::create(path, seal).await?)
    }

    /// Opens a database, brings it up to date, and reads all that a catalogue is made of.
    pub(super) async fn open(path: &Path, seal: Arc<Seal>) -> Result<(Self, Catalogue), OpenError> {
        Self::start(path, open::open(path, seal).await?)
    }

    fn start(path: &Path, opened: Opened) -> Result<(Self, Catalogue), OpenError> {
        let Opened { owner, connection, checkpoints, readers, catalogue, pruned } = opened;
        let writer = WriterThread::start(path, owner, connection, checkpoints, pruned)
            .map_err(|error| OpenError::Start { database: error::name(path), error })?;
        Ok((Self { path: path.to_owned(), readers, writer }, catalogue))
    }

    pub(super) fn records(&self) -> &Records {
        &self.writer.records
    }

    pub(super) async fn commit(&self, change: Change) -> Result<Option<Idempotency>, Unavailable> {
        let packed = packed_edits::pack(change).await?;
        self.ask(|done| Task::Commit(Box::new(packed), done)).await?
    }

    pub(super) async fn settle(&self) -> Result<(), Unavailable> {
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

    pub(super) async fn usage_after(
        &self,
        place: &mut UsagePlace,
    ) -> Result<Vec<Usage>, Unavailable> {
        Ok(usage::read(&mut *self.readers.acquire().await?, place).await?)
    }

    pub(super) async fn bill_lines(&self, month: Month) -> Result<Vec<FrozenLine>, Unavailable> {
        // Those of a month that was closed a moment ago may be pending.
        self.settle().await?;
        Ok(books::lines(&mut *self.readers.acquire().await?, month).await?)
    }

    pub(super) async fn usage_count(&self, month: Month) -> Result<i64, Unavailable> {
        Ok(books::count(&mut *self.readers.acquire().await?, month.range()).await?)
    }

    pub(super) async fn first_usage(&self, from: Millis) -> Result<Option<Millis>, Unavailable> {
        Ok(books::first(&mut *self.readers.acquire().await?, from).await?)
    }

    pub(super) async fn finish_pruning(&self, month: Month) -> Result<(), Unavailable> {
        self.ask(|done| Task::Prune(Prune::of(month), done)).await?
    }

    pub(super) async fn idempotency(
        &self,
        token: &str,
        key: &str,
    ) -> Result<Option<Idempotency>, Unavailable> {
        Ok(idempotency::find(&mut *self.readers.acquire().await?, token, key).await?)
    }

    pub(super) async fn audit(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, Unavailable> {
        Ok(read::audit(&mut *self.readers.acquire().await?, before, limit).await?)
    }

    /// Copies it into a file, and says how much was in it before and after.
    pub(crate) async fn copy(&self, file: &Path) -> Result<(Contents, Contents), Unavailable> {
        Ok(backup::copy(&mut *self.readers.acquire().await?, file).await?)
    }

    /// Its file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.end().await;
    }
}
