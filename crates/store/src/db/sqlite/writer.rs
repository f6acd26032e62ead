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
use std::{collections::VecDeque, time::Duration};
use tokio::{
    select,
    sync::{mpsc, oneshot},
    time::{Instant, sleep, sleep_until},
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
    /// When the log is to be emptied, which has something still that was forgotten.
    emptying: Option<Instant>,
}

impl Writer {
    pub(super) fn new(
        connection: SqliteConnection,
        recorder: Recorder,
        room: Room,
        records: Waiters,
        tasks: mpsc::Receiver<Task>,
    ) -> Self {
        let (pending, settling, pruning) = (VecDeque::new(), Vec::new(), VecDeque::new());
        let emptying = None;
        Self { connection, recorder, room, records, tasks, pending, settling, pruning, emptying }
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
            let is_writable = self.records.is_writable();
            let is_done = self.pending.is_empty() && self.pruning.is_empty();
            let has_left = !is_done && is_writable || self.is_to_empty();
            let emptying = self.emptying;
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
                    } else if has_left {
                        self.do_some().await;
                    }
                }
                Some(task) = self.tasks.recv() => self.work(task).await,
                () = std::future::ready(()), if has_left => self.do_some().await,
                () = std::future::ready(()), if self.wants_room() => self.room.make_some(),
                () = sleep(RETRY), if !is_writable => self.probe().await,
                () = sleep_until(emptying.unwrap_or_else(Instant::now)), if emptying.is_some() => {}
            }
        }
        self.finish(group).await
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
                    self.empty_log().await;
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
                let _ = done.send(log::begin_anew(&mut self.connection).await);
            }
        }
    }

    /// Does a little of what is left to do. A failure is told by `is_writable`, and tried again once that is so.
    async fn do_some(&mut self) {
        if self.is_to_empty() {
            self.empty_log().await;
        } else if self.pending.is_empty() {
            self.prune().await;
        } else {
            let _ = self.write_pending(AT_ONCE).await;
        }
    }

    fn is_to_empty(&self) -> bool {
        self.emptying.is_some_and(|at| at <= Instant::now())
    }

    /// Leaves nothing in the log of what was forgotten; later, where that is pending or somebody reads what is in it.
    async fn empty_log(&mut self) {
        let is_done = self.pending.is_empty() && {
            let emptied = log::empty(&mut self.connection).await;
            emptied.inspect_err(error::end_if_lost).unwrap_or(false)
        };
        self.emptying = if is_done {
            self.room.anew();
            None
        } else {
            Some(Instant::now() + RETRY)
        };
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
