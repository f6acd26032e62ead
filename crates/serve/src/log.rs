//! Logs, on standard error: lines for people, or JSON objects.

use crate::config::{Log, LogFormat, LogLevel};
use std::io::{self, IsTerminal};
use tracing::Level;

impl Log {
    /// Starts to write the `tracing` events of this process to standard error. Only the first call does anything.
    pub fn start(&self) {
        let level = match self.level {
            LogLevel::Error => Level::ERROR,
            LogLevel::Warn => Level::WARN,
            LogLevel::Info => Level::INFO,
            LogLevel::Debug => Level::DEBUG,
        };
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_writer(io::stderr)
            .with_ansi(io::stderr().is_terminal())
            .with_target(false);
        // An error means that there is a subscriber already, and that is as good.
        let _ = match self.format {
            LogFormat::Text => subscriber.try_init(),
            LogFormat::Json => subscriber.json().flatten_event(true).try_init(),
        };
    }
}
