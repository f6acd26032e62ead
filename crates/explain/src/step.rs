//! A step of verification, as a report has it.

use crate::names::by_name;
use serde::Serialize;

/// How a step of verification went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// As expected.
    Passed,
    /// Not as expected: the request was denied here.
    Failed,
    /// A step before it failed, or it takes a key and none was told.
    NotReached,
}

impl Status {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Passed, Self::Failed, Self::NotReached];

    /// In one word: `passed`, `failed` or `not-reached`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotReached => "not-reached",
        }
    }
}

by_name!(Status);

/// A step of verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub(crate) name: &'static str,
    pub(crate) status: Status,
    pub(crate) seen: String,
    pub(crate) expected: String,
    pub(crate) at: Option<usize>,
}

impl Step {
    /// What is checked: `id`, `pc`, `expiry`, `signature`, `time`, `match`, `product` or `lifetime`, in this order.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How it went.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// What was seen.
    #[must_use]
    pub fn seen(&self) -> &str {
        &self.seen
    }

    /// What was expected.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Which character of [`seen`](Self::seen) is the first wrong one, where one is.
    #[must_use]
    pub fn wrong_at(&self) -> Option<usize> {
        self.at
    }
}
