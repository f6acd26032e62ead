//! What strangers apply for, and what came of it.

use crate::model::{Application, Decision};
use std::collections::BTreeMap;

/// All applications that are not forgotten.
#[derive(Debug, Default)]
pub struct Applications {
    all: BTreeMap<u64, Application>,
    waiting: usize,
}

impl Applications {
    pub(crate) fn put(&mut self, application: Application) {
        self.forget(application.number);
        self.waiting += usize::from(application.decision.is_none());
        self.all.insert(application.number, application);
    }

    pub(crate) fn decide(&mut self, number: u64, decision: Decision) {
        if let Some(application) = self.all.get_mut(&number) {
            self.waiting -= usize::from(application.decision.is_none());
            application.decision = Some(decision);
        }
    }

    pub(crate) fn forget(&mut self, number: u64) {
        if let Some(application) = self.all.remove(&number) {
            self.waiting -= usize::from(application.decision.is_none());
        }
    }

    /// The one of a number.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&Application> {
        self.all.get(&number)
    }

    /// Those after one, in the order in which they came.
    pub fn after(&self, number: u64) -> impl Iterator<Item = &Application> {
        self.all.range(number.saturating_add(1)..).map(|(_, application)| application)
    }

    /// How many wait to be decided.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting
    }
}
