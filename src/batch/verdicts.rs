//! The requests of a batch and the places of their verdicts.

use crate::{
    authorization::Authorization,
    denied::Denied,
    instant::Instant,
    request::{Request, Texts},
    verifier::Verifier,
};
use sha1_lanes::Backend;

/// What is asked, and where the answers go.
pub(super) struct Batch<'a> {
    pub(super) verifier: &'a Verifier,
    pub(super) backend: Backend,
    pub(super) few: usize,
    pub(super) now: Instant,
    pub(super) requests: &'a [Request<'a>],
    pub(super) verdicts: &'a mut [Result<Authorization, Denied>],
    pub(super) one_by_one: usize,
}

impl Batch<'_> {
    pub(super) fn texts(&self, index: usize) -> Option<Texts<'_>> {
        self.requests.get(index)?.texts()
    }

    pub(super) fn answer(&mut self, index: usize, verdict: Result<Authorization, Denied>) {
        if let Some(place) = self.verdicts.get_mut(index) {
            *place = verdict;
        }
    }

    /// As if there were no other request.
    #[cold]
    pub(super) fn verify_one(&mut self, index: usize) {
        self.one_by_one = self.one_by_one.wrapping_add(1);
        if let Some(request) = self.requests.get(index) {
            self.answer(index, self.verifier.verify_at_instant(request, self.now));
        }
    }
}
