//! Whether the App is authorized.

use std::fmt;
use store_auth::{
    Iso8601,
    chrono::{DateTime, Utc},
};

/// Whether the App is authorized, as far as is known.
///
/// `Display` writes it on one line:
///
/// ```
/// use store_auth_client::State;
///
/// let state = State::Denied { reason: "Subscription is not active.".to_owned() };
/// assert_eq!(state.to_string(), "denied: Subscription is not active.");
/// assert_eq!(state.name(), "denied");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Nothing is known yet.
    Starting,
    /// An authorization is held.
    Authorized {
        /// Its expiry: the last instant at which it holds.
        until: DateTime<Utc>,
    },
    /// The Store's last answer was a denial.
    Denied {
        /// The Store's text, or `denied` where it gave none.
        reason: String,
    },
    /// Nothing in force is held, and the Store cannot be asked.
    Unreachable {
        /// `expired` until an ask fails; then what failed last: `network`, `timeout`, `answer`, `clock`, `status 503` with
        /// its number, what the Store said about too many calls or its database, or why the id cannot be had.
        reason: String,
    },
}

impl State {
    /// The state's name: `starting`, `authorized`, `denied` or `unreachable`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Authorized { .. } => "authorized",
            Self::Denied { .. } => "denied",
            Self::Unreachable { .. } => "unreachable",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::Starting => Ok(()),
            Self::Authorized { until } => write!(f, " until {}", Iso8601(*until)),
            Self::Denied { reason } | Self::Unreachable { reason } => write!(f, ": {reason}"),
        }
    }
}
