//! What is logged.
//!
//! One subscriber is there for all threads before anything is logged. With one for each thread, `tracing` asks whoever
//! comes first to a line of code whether it is of interest to him, and takes his no for that of all.

use std::{
    cell::RefCell,
    io::{self, Write},
    mem,
    sync::Once,
};

thread_local! {
    /// What this thread has logged, on which all of a test runs.
    static LOGGED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct OfThisThread;

impl Write for OfThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A thread that ends has nobody to show it to.
        let _ = LOGGED.try_with(|logged| logged.borrow_mut().extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps what this thread logs from now on.
pub(crate) fn begin() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(|| OfThisThread)
            .init();
    });
    taken();
}

/// What it has logged since.
pub(crate) fn taken() -> String {
    String::from_utf8(LOGGED.with_borrow_mut(mem::take)).unwrap()
}
