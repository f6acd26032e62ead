//! What a connection is waiting for.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waits {
    /// The next request, of which no byte has come.
    Request,
    /// An answer: for the rest of its request, or of a TLS handshake, and for the service to make it.
    Answer,
    /// The client, to take what it asked for.
    Client,
}

/// What a connection waits for, and since when: written by its task, read by the one that closes those that wait too
/// long. All is in one word, so that no reading mixes two states.
#[derive(Debug)]
pub(crate) struct Record {
    start: Instant,
    /// Milliseconds after `start`, whether an answer is being made, and what for in the last two bits.
    state: AtomicU64,
    has_ended: AtomicBool,
}

const ANSWERING: u64 = 4;
const SINCE: u32 = 3;

impl Record {
    /// A new connection: its first request must come as quickly as the rest of any.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            start: Instant::now(),
            state: AtomicU64::new(Waits::Answer as u64),
            has_ended: AtomicBool::new(false),
        })
    }

    /// What it waits for, and for how long it has.
    pub(crate) fn waited(&self) -> (Waits, Duration) {
        let state = self.state.load(Relaxed);
        let since = Duration::from_millis(state >> SINCE);
        (waits(state), self.start.elapsed().saturating_sub(since))
    }

    /// For how long its client has done nothing: not at all while the service makes an answer.
    pub(crate) fn quiet(&self) -> Duration {
        let is_answering = is_answering(self.state.load(Relaxed));
        match self.waited() {
            (Waits::Answer, _) if is_answering => Duration::ZERO,
            (_, waited) => waited,
        }
    }

    /// Bytes have been read.
    pub(crate) fn read(&self) {
        if self.waits() == Waits::Request {
            self.wait(Waits::Answer);
        }
    }

    /// The head of a request has come, and its answer is begun. It is made when what this gives is dropped.
    pub(crate) fn answering(self: &Arc<Self>) -> Answering {
        self.state.fetch_or(ANSWERING, Relaxed);
        // Behind another request its bytes may have come before that was answered.
        self.read();
        Answering(Arc::clone(self))
    }

    /// The client does not take what is written.
    pub(crate) fn stalled(&self) {
        let state = self.state.load(Relaxed);
        if waits(state) == Waits::Request || waits(state) == Waits::Answer && is_answering(state) {
            self.wait(Waits::Client);
        }
    }

    /// The client has taken all that was written.
    pub(crate) fn taken(&self) {
        let state = self.state.load(Relaxed);
        if waits(state) == Waits::Client {
            self.wait(if is_answering(state) { Waits::Answer } else { Waits::Request });
        }
    }

    /// The connection is closed.
    pub(crate) fn end(&self) {
        self.has_ended.store(true, Relaxed);
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended.load(Relaxed)
    }

    fn answered(&self) {
        self.state.fetch_and(!ANSWERING, Relaxed);
        if self.waits() == Waits::Answer {
            self.wait(Waits::Request);
        }
    }

    fn waits(&self) -> Waits {
        waits(self.state.load(Relaxed))
    }

    fn wait(&self, waits: Waits) {
        let since = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let answering = self.state.load(Relaxed) & ANSWERING;
        self.state.store(since << SINCE | answering | waits as u64, Relaxed);
    }
}

fn waits(state: u64) -> Waits {
    match state & 3 {
        0 => Waits::Request,
        1 => Waits::Answer,
        _ => Waits::Client,
    }
}

fn is_answering(state: u64) -> bool {
    state & ANSWERING != 0
}

/// An answer that is being made.
#[derive(Debug)]
pub(crate) struct Answering(Arc<Record>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answered();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_waits(record: &Record, waits: Waits) {
        assert_eq!(record.waited().0, waits);
    }

    #[test]
    fn a_connection_waits_for_an_answer_until_it_is_made() {
        let record = Record::new();
        assert_waits(&record, Waits::Answer);
        let answering = record.answering();
        record.read();
        record.taken();
        assert_waits(&record, Waits::Answer);
        drop(answering);
        assert_waits(&record, Waits::Request);
        record.read();
        assert_waits(&record, Waits::Answer);
    }

    #[test]
    fn a_client_that_does_not_take_its_answer_is_waited_for() {
        let record = Record::new();
        drop(record.answering());
        record.stalled();
        assert_waits(&record, Waits::Client);
        record.read();
        assert_waits(&record, Waits::Client);
        record.taken();
        assert_waits(&record, Waits::Request);
    }

    #[test]
    fn so_is_one_that_does_not_take_the_first_piece() {
        let record = Record::new();
        let answering = record.answering();
        record.stalled();
        assert_waits(&record, Waits::Client);
        record.taken();
        assert_waits(&record, Waits::Answer);
        record.stalled();
        drop(answering);
        assert_waits(&record, Waits::Client);
        record.taken();
        assert_waits(&record, Waits::Request);
    }

    #[test]
    fn a_client_whose_answer_is_being_made_is_not_quiet() {
        let record = Record::new();
        let answering = record.answering();
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(record.quiet(), Duration::ZERO);
        assert_ne!(record.waited().1, Duration::ZERO);
        record.stalled();
        std::thread::sleep(Duration::from_millis(5));
        assert_ne!(record.quiet(), Duration::ZERO);
        drop(answering);
    }

    #[test]
    fn a_handshake_that_stalls_is_no_answer() {
        let record = Record::new();
        record.stalled();
        assert_waits(&record, Waits::Answer);
    }

    #[test]
    fn a_request_that_came_with_another_waits_for_its_answer() {
        let record = Record::new();
        drop(record.answering());
        let answering = record.answering();
        assert_waits(&record, Waits::Answer);
        drop(answering);
    }
}
