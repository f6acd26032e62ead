//! The requests of a batch and the places of their verdicts.

use crate::{
    authorization::Authorization,
    denied::Denied,
    key_ring::Throughout,
    request::{Decoded, Request, Texts},
    verifier::Verifier,
};
use chrono::{DateTime, Utc};
use sha1_lanes::Backend;

/// What is asked, and where the answers go.
pub(super) struct Batch<'a> {
    pub(super) verifier: &'a Verifier,
    pub(super) backend: Backend,
    pub(super) few: usize,
    /// In the order in which they are tried.
    pub(super) keys: Throughout<'a>,
    pub(super) requests: &'a [(Request<'a>, DateTime<Utc>)],
    pub(super) verdicts: &'a mut [Result<Authorization, Denied>],
    pub(super) one_by_one: usize,
}

impl Batch<'_> {
    /// The texts of a request, decoded where they have to be.
    pub(super) fn texts<'d>(
        &'d self,
        index: usize,
        decoded: &'d mut Option<Decoded>,
    ) -> Option<Texts<'d>> {
        texts(&self.requests.get(index)?.0, decoded)
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
        if let Some((request, now)) = self.requests.get(index) {
            self.answer(index, self.verifier.verify_at(request, *now));
        }
    }
}

/// The texts of a request, decoded where they have to be. None where they can't be.
#[expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for vector registers"
)]
#[inline(always)]
pub(super) fn texts<'d>(
    request: &'d Request<'_>,
    decoded: &'d mut Option<Decoded>,
) -> Option<Texts<'d>> {
    match request.texts() {
        Some(texts) => Some(texts),
        None => request.decode(decoded.insert(Decoded::default())).ok(),
    }
}
