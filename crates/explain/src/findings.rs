//! The findings of a report, in order.

use crate::finding::Finding;

/// Findings, each code once.
#[derive(Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    pub(crate) fn add(&mut self, finding: Finding) {
        if self.0.iter().all(|known| known.code != finding.code) {
            self.0.push(finding);
        }
    }

    /// Puts a finding before all others.
    pub(crate) fn add_first(&mut self, finding: Finding) {
        self.0.retain(|known| known.code != finding.code);
        self.0.insert(0, finding);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.0
    }
}

impl Extend<Finding> for Findings {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        for finding in findings {
            self.add(finding);
        }
    }
}
