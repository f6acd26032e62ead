//! Standard error, with a thread of its own that writes to it: whoever logs waits for no reader, and fails with none.
//! Lines for which there is no room, and lines that cannot be written, are dropped and counted.
//!
//! `tracing-appender` has such a thread too. It does not count lines that cannot be written, and where its queue is full
//! at the end, it prints to standard output and waits for the reader of that.

use crate::error::Error;
use prometheus_client::metrics::counter::Counter;
use std::{
    io::{self, Write},
    process,
    sync::{
        Arc, LazyLock, OnceLock,
        atomic::{AtomicU64, Ordering::SeqCst},
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::{Duration, Instant},
};

/// How many lines wait to be written.
const WAITING: usize = 4096;
/// A reader that has taken no line for so long has stalled.
const STALLED: Duration = Duration::from_millis(250);
/// Nor is one waited for that takes them slowly.
const SLOW: Duration = Duration::from_secs(1);
/// Between two looks at what cannot be waited for.
const PAUSE: Duration = Duration::from_millis(5);

/// The lines of this process: standard error is there once.
static LINES: OnceLock<Lines> = OnceLock::new();
static DROPPED: LazyLock<Counter> = LazyLock::new(Counter::default);

/// Takes lines, each in one piece.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    queue: SyncSender<Box<[u8]>>,
    progress: Arc<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    taken: AtomicU64,
    /// Of those, the ones that were written or dropped.
    done: AtomicU64,
}

/// How many lines were dropped since this process began.
pub(crate) fn dropped() -> Counter {
    DROPPED.clone()
}

impl Lines {
    /// Those of this process. The first call starts the thread.
    pub(crate) fn start() -> Result<Self, Error> {
        if let Some(lines) = LINES.get() {
            return Ok(lines.clone());
        }
        let (queue, waiting) = mpsc::sync_channel(WAITING);
        let progress = Arc::<Progress>::default();
        let done = Arc::clone(&progress);
        // Nobody joins it: the end of the process waits for no reader.
        thread::Builder::new()
            .name("log".into())
            .spawn(move || {
                let _abort = AbortOnPanic;
                write_all(&waiting, &done);
            })
            .map_err(Error::system("[log]"))?;
        Ok(LINES.get_or_init(|| Self { queue, progress }).clone())
    }

    /// Waits until every line is written, for as long as the reader takes any, and a second at most.
    pub(crate) fn wait(&self) {
        let Progress { taken, done } = &*self.progress;
        let (last, start) = (taken.load(SeqCst), Instant::now());
        let (mut before, mut since) = (done.load(SeqCst), start);
        while before < last && since.elapsed() < STALLED && start.elapsed() < SLOW {
            thread::sleep(PAUSE);
            let now = done.load(SeqCst);
            if now > before {
                (before, since) = (now, Instant::now());
            }
        }
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.progress.taken.fetch_add(1, SeqCst);
        if self.queue.try_send(line.into()).is_err() {
            self.progress.done.fetch_add(1, SeqCst);
            DROPPED.inc();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Nothing can be said without this thread.
struct AbortOnPanic;

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            process::abort();
        }
    }
}

fn write_all(waiting: &Receiver<Box<[u8]>>, progress: &Progress) {
    let mut told = 0;
    while let Ok(line) = waiting.recv() {
        let written = write(&line);
        let taken = progress.taken.load(SeqCst);
        let done = progress.done.fetch_add(1, SeqCst) + 1;
        if written.is_err() {
            DROPPED.inc();
        } else if done == taken && DROPPED.get() > told {
            // The reader keeps up again. This line is one of the queue's as well.
            let lines = DROPPED.get() - told;
            told += lines;
            tracing::warn!(lines, "lines of this log could not be written");
        }
    }
}

/// Standard error may be somebody else's as well, who does not want to wait either.
fn write(mut line: &[u8]) -> io::Result<()> {
    while !line.is_empty() {
        match io::stderr().write(line) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => line = line.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(PAUSE),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
