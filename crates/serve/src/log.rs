//! Logs, on standard error: lines for people, or JSON objects.

use crate::{
    config::{Log, LogFormat, LogLevel},
    error::Error,
    lossy_stderr::Lines,
};
use std::{
    io::{self, IsTerminal},
    panic,
};
use tracing::Level;

/// The log of this process. What it has taken is written when this is dropped, unless nobody reads it.
#[derive(Debug)]
#[must_use = "what is logged last is lost without it"]
pub struct Logging(Lines);

impl Log {
    /// Starts to write the `tracing` events of this process to standard error. Only the first call does anything.
    ///
    /// A thread of its own writes them. Whoever logs never waits for the reader of standard error and never fails with
    /// it: lines that cannot be written are dropped and counted, in the metric `log_lines_dropped_total`. A panic is an
    /// event as well, with its place and without its words, which may hold what a client sent.
    ///
    /// # Errors
    /// [`Error::System`] where there can be no thread.
    pub fn start(&self) -> Result<Logging, Error> {
        let level = match self.level {
            LogLevel::Error => Level::ERROR,
            LogLevel::Warn => Level::WARN,
            LogLevel::Info => Level::INFO,
            LogLevel::Debug => Level::DEBUG,
        };
        let lines = Lines::start()?;
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_writer(move || writer.clone())
            .with_ansi(io::stderr().is_terminal())
            // It would be printed past the thread.
            .log_internal_errors(false)
            .with_target(false);
        let started = match self.format {
            LogFormat::Text => subscriber.try_init(),
            LogFormat::Json => subscriber.json().flatten_event(true).try_init(),
        };
        // An error means that there is a subscriber already, and that is as good.
        if started.is_ok() {
            panic::set_hook(Box::new(|panic| {
                let at = panic.location().map(tracing::field::display);
                tracing::error!(at, "panicked");
            }));
        }
        Ok(Logging(lines))
    }
}

impl Drop for Logging {
    fn drop(&mut self) {
        self.0.wait();
    }
}
