//! What an ask came to.

use crate::record::{Change, Held};

/// What an ask came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An authorization that is in force.
    Authorized(Held),
    /// The Store says no.
    Denied { reason: String, retry_after: Option<i64> },
    /// There was no answer, or none that is one.
    Failed { reason: String, retry_after: Option<i64> },
}

impl Outcome {
    /// A failure without an answer.
    pub(crate) fn failed(reason: impl Into<String>) -> Self {
        Self::Failed { reason: reason.into(), retry_after: None }
    }

    /// How it changes what is kept, if it does.
    pub(crate) fn change(&self) -> Option<Change> {
        match self {
            Self::Authorized(held) => Some(Change::Kept(held.clone())),
            Self::Denied { .. } => Some(Change::Removed),
            Self::Failed { .. } => None,
        }
    }
}
