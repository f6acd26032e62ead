//! How far records of usage were read.

use crate::model::Millis;

/// How far records of usage were read: from one instant until another, which is not among them.
#[derive(Clone, Debug)]
pub struct UsagePlace {
    pub(super) from: Millis,
    pub(super) until: Millis,
    /// What the last record has by which the database orders them; none before the first.
    pub(super) last: Option<(i64, i64)>,
}

impl UsagePlace {
    /// Before the first record.
    #[must_use]
    pub fn new(from: Millis, until: Millis) -> Self {
        Self { from, until, last: None }
    }
}
