//! How a command ended, and the exit code that says so.

use std::process::ExitCode;

/// How a command ended that did what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All authorized, passed or done.
    Good,
    /// Some denied or failed.
    Bad,
    /// Not all was done: errors that were printed say why.
    #[cfg(any(feature = "audit", feature = "gateway", feature = "store"))]
    Incomplete,
    /// Stopped by this signal, such as Ctrl-C, with what was found so far.
    #[cfg(feature = "audit")]
    Interrupted { signal: u8 },
}

/// The exit code of what could not be done: usage or I/O.
pub(crate) const FAILED: u8 = 2;

/// The exit code of what a signal stopped, as shells tell it: 130 for Ctrl-C.
#[cfg(feature = "audit")]
pub(crate) const fn interrupted(signal: u8) -> u8 {
    signal.saturating_add(128)
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Good => Self::SUCCESS,
            Status::Bad => Self::from(1),
            #[cfg(any(feature = "audit", feature = "gateway", feature = "store"))]
            Status::Incomplete => Self::from(FAILED),
            #[cfg(feature = "audit")]
            Status::Interrupted { signal } => Self::from(interrupted(signal)),
        }
    }
}
