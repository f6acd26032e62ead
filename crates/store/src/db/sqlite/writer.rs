//! What writes to the database: one task, so that nothing waits for a lock, and many records become durable by one commit.

use super::{
    changes::{self, AT_ONCE, Committed, Pending},
    error, log,
    prune::{self, Prune},
    recording::Recorder,
    room::Room,
};
use crate::{
    change::Idempotency,
    db::{
        error::Unavailable,
        packed_edits::Packed,
        records::{GROUP, Waiters, Waiting, refuse_late},
    },
    model::Edit,
};
use sqlx::{SqliteConnection, query};
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    select,
    sync::{mpsc, oneshot},
    time::sleep,
};

/// A Store that has written so many groups is in use, and has room made for more.
const IN_USE: u64 = 256;
/// How often it is tried whether a full disk has room again.
const RETRY: Duration = Duration::from_millis(500);

/// Who is told that something is done, or why it cannot be.
type Done = oneshot::Sender<Result<(), Unavailable>>;

/// What is asked of the task besides.
#[derive(Debug)]
pub(super) enum Task {
    /// Makes a change.
    Commit(Box<Packed>, oneshot::Sender<Result<Option<Idempotency>, Unavailable>>),
    /// Writes what is pending of changes, all of it.
    Settle(Done),
    /// Removes the records of a month that is pruned.
    Prune(Prune, Done),
    /// Starts the log of the database anew once most of it is in its file.
    Checkpoint(oneshot::Sender<Result<(), sqlx::Error>>),
}

pub(super) struct Writer {
    connection: SqliteConnection,
    recorder: Recorder,
    room: Room,
    records: Waiters,
    tasks: mpsc::Receiver<Task>,
    pending: VecDeque<Pending>,
    settling: Vec<Done>,
    pruning: VecDeque<(Prune, Option<Done>)>,
    /// Whether the log may have something still that was forgotten.
    has_forgotten: Arc<AtomicBool>,
}

impl Writer {
    pub(super) fn new(
        connection: SqliteConnection,
        recorder: Recorder,
        room: Room,
        records: Waiters,
        tasks: mpsc::Receiver<Task>,
        has_forgotten: Arc<AtomicBool>,
    ) -> Self {
        let (pending, settling, pruning) = (VecDeque::new(), Vec::new(), VecDeque::new());
        Self {
            connection,
            recorder,
            room,
            records,
            tasks,
            pending,
            settling,
            pruning,
            has_forgotten,
        }
    }

    /// The same with what an earlier process has not finished.
    pub(super) fn that_prunes(mut self, pruned: Vec<Prune>) -> Self {
        self.pruning.extend(pruned.into_iter().map(|prune| (prune, None)));
        self
    }

    /// Writes until `end`, and then what was asked for before.
    pub(super) async fn run(mut self, mut end: oneshot::Receiver<()>) -> SqliteConnection {
        let mut group = Vec::with_capacity(GROUP);
        loop {
            select! {
                // Records first, but after each group one other thing.
                biased;
                _ = &mut end => break,
                has_come = self.records.group(&mut group) => {
                    if !has_come {
                        break;
                    }
                    self.record(&mut group).await;
                    if let Ok(task) = self.tasks.try_recv() {
                        self.work(task).await;
                    } else if self.has_left() {
                        self.do_some().await;
                    }
                }
                Some(task) = self.tasks.recv() => self.work(task).await,
                () = std::future::ready(()), if self.has_left() => self.do_some().await,
                () = std::future::ready(()), if self.wants_room() => self.room.make_some(),
                () = sleep(RETRY), if !self.records.is_writable() => self.probe().await,
            }
        }
        self.finish(group).await
    }

    /// Whether there is something to do for which nobody has to come, and it can be done.
    fn has_left(&self) -> bool {
        self.records.is_writable() && !(self.pending.is_empty() && self.pruning.is_empty())
    }

    /// Not before there is some use for it.
    fn wants_room(&self) -> bool {
        self.room.is_wanted() && self.records.commits() > IN_USE
    }

    async fn finish(mut self, mut group: Vec<Waiting>) -> SqliteConnection {
        self.records.close();
        while self.records.group(&mut group).await {
            self.record(&mut group).await;
        }
        self.tasks.close();
        while let Some(task) = self.tasks.recv().await {
            self.work(task).await;
        }
        // What cannot be written stays pending in the database, and so does what is left to prune.
        while !self.pending.is_empty() && self.write_pending(usize::MAX).await.is_ok() {}
        self.connection
    }

    async fn record(&mut self, group: &mut Vec<Waiting>) {
        refuse_late(group);
        if group.is_empty() {
            return;
        }
        let records = group.iter().map(|waiting| &waiting.usage);
        let written = self.recorder.write(&mut self.connection, records).await;
        let outcome = self.outcome(written);
        if outcome.is_ok() {
            for (prune, _) in &mut self.pruning {
                for waiting in &*group {
                    prune.notice(waiting.usage.at);
                }
            }
        }
        self.records.answer(group, &outcome);
    }

    async fn work(&mut self, task: Task) {
        match task {
            Task::Commit(packed, done) => {
                let is_one_pending = !self.pending.is_empty();
                let forgets = |edit: &Edit| matches!(edit, Edit::Forgotten { .. });
                let forgets = packed.change.draft.edits.iter().any(forgets);
                let committed =
                    changes::commit(&mut self.connection, *packed, is_one_pending).await;
                let outcome = self.outcome(committed).map(|committed| match committed {
                    Committed::Made(pending) => {
                        self.pending.extend(pending);
                        None
                    }
                    Committed::Repeated(kept) => Some(kept),
                });
                if forgets && outcome.is_ok() {
                    self.has_forgotten.store(true, Ordering::Relaxed);
                    let begun = self.begin_log_anew().await;
                    // It is tried again where what was written is moved.
                    let _ = begun.inspect_err(error::end_if_lost);
                }
                let _ = done.send(outcome);
            }
            Task::Settle(done) => {
                // Records are written meanwhile.
                self.settling.push(done);
                if self.pending.is_empty() {
                    self.settled(&Ok(()));
                }
            }
            Task::Prune(prune, done) => self.pruning.push_back((prune, Some(done))),
            Task::Checkpoint(done) => {
                let _ = done.send(self.begin_log_anew().await);
            }
        }
    }

    /// Does a little of what is left to do. A failure is told by `is_writable`, and tried again once that is so.
    async fn do_some(&mut self) {
        if self.pending.is_empty() {
            self.prune().await;
        } else {
            let _ = self.write_pending(AT_ONCE).await;
        }
    }

    /// Moves what is left in the log, and begins it anew. Where something was forgotten that is not pending, the log is left
    /// with nothing in it. Both come later, where somebody reads what is in it.
    async fn begin_log_anew(&mut self) -> Result<(), sqlx::Error> {
        if !(self.has_forgotten.load(Ordering::Relaxed) && self.pending.is_empty()) {
            return log::begin_anew(&mut self.connection).await;
        }
        if log::empty(&mut self.connection).await? {
            self.has_forgotten.store(false, Ordering::Relaxed);
            self.room.anew();
        }
        Ok(())
    }

    /// Removes some records of the first month that has some left.
    async fn prune(&mut self) {
        let Some((prune, _)) = self.pruning.front_mut() else { return };
        let done = prune.go_on(&mut self.connection, prune::AT_ONCE).await;
        if let Ok(true) = self.outcome(done)
            && let Some((_, Some(done))) = self.pruning.pop_front()
        {
            let _ = done.send(Ok(()));
        }
    }

    /// Writes as many edits of the first change that has some left.
    async fn write_pending(&mut self, count: usize) -> Result<(), Unavailable> {
        let Some(pending) = self.pending.front_mut() else { return Ok(()) };
        let written = pending.write(&mut self.connection, count).await;
        let written = self.outcome(written);
        if let Ok(true) = written {
            self.pending.pop_front();
        }
        let written = written.map(|_| ());
        if written.is_err() || self.pending.is_empty() {
            self.settled(&written);
        }
        written
    }

    fn settled(&mut self, outcome: &Result<(), Unavailable>) {
        for done in self.settling.drain(..) {
            let _ = done.send(outcome.clone());
        }
    }

    /// Tries whether there is room again. Where there is none, nobody waits for what is pending.
    async fn probe(&mut self) {
        let sql = "UPDATE catalogue_version SET version = version";
        let written = query(sql).execute(&mut self.connection).await;
        if let Err(error) = self.outcome(written) {
            self.settled(&Err(error));
        }
    }

    /// Takes note of whether the database can be written.
    fn outcome<T>(&self, written: Result<T, sqlx::Error>) -> Result<T, Unavailable> {
        let written = written.inspect_err(error::end_if_lost);
        self.records.tell(written.as_ref().map(|_| ()));
        Ok(written?)
    }
}
