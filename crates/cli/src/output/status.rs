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
    #[cfg(any(feature = "audit", feature = "gateway"))]
    Incomplete,
    /// Stopped by Ctrl-C, with what was found so far.
    #[cfg(feature = "audit")]
    Interrupted,
}

/// The exit code of what could not be done: usage or I/O.
pub(crate) const FAILED: u8 = 2;

/// The exit code of what Ctrl-C stopped.
#[cfg(feature = "audit")]
pub(crate) const INTERRUPTED: u8 = 130;

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Good => Self::SUCCESS,
            Status::Bad => Self::from(1),
            #[cfg(any(feature = "audit", feature = "gateway"))]
            Status::Incomplete => Self::from(FAILED),
            #[cfg(feature = "audit")]
            Status::Interrupted => Self::from(INTERRUPTED),
        }
    }
}
