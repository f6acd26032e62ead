//! What a running audit shares with whoever waits for it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How far an audit is, and a way to stop it.
#[derive(Debug, Default)]
pub struct Control {
    stopped: AtomicBool,
    bytes: AtomicU64,
    lines: AtomicU64,
}

impl Control {
    /// Has no more read. What was read is counted, and the summary says that it is not complete.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Bytes of input read so far, before any decompression.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Lines checked so far.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines.load(Ordering::Relaxed)
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    pub(crate) fn add_bytes(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn add_lines(&self, lines: u64) {
        self.lines.fetch_add(lines, Ordering::Relaxed);
    }
}
