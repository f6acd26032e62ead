//! Why a server cannot be had.

use std::{io, path::PathBuf};

/// Why a configuration was refused, or a server cannot start. It quotes no value of a configuration: that might be a
/// secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The configuration cannot be read.
    #[error("{}: {error}", .path.display())]
    Config {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A line of the configuration is of no use.
    #[error("{}, line {line}: {problem}", .path.display())]
    Mistake {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What was found and what was expected.
        problem: String,
    },
    /// Something that the configuration must have is not in it.
    #[error("{}: {problem}", .path.display())]
    Missing {
        /// Which file.
        path: PathBuf,
        /// What was expected.
        problem: &'static str,
    },
    /// Things in the configuration that do not go together.
    #[error("{}: {problem}", .path.display())]
    Conflict {
        /// Which file.
        path: PathBuf,
        /// Which they are, and what was expected.
        problem: String,
    },
    /// A certificate or its key is of no use.
    #[error("{what} {}: {problem}", .path.display())]
    Tls {
        /// A certificate or a private key.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// An address cannot be listened on.
    #[error("{section} {address}: {error}")]
    Listen {
        /// The section of the configuration.
        section: &'static str,
        /// The address or path.
        address: String,
        /// What the system says.
        error: io::Error,
    },
    /// A thread or a task panicked, so the server has ended.
    #[error("{0} panicked: expected it to serve until the end")]
    Died(&'static str),
    /// The system refuses what every server needs: threads, timers, signals.
    #[error("{what}: {error}")]
    System {
        /// What it was wanted for.
        what: &'static str,
        /// What the system says.
        error: io::Error,
    },
}

impl Error {
    /// An [`Error::System`] of what the system says, for `map_err`.
    pub fn system(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::System { what, error }
    }
}
