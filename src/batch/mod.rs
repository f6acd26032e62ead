//! Many requests at once: the grammar, the hash and the comparison of sixteen in the lanes of vector registers.
//!
//! Whatever is out of the ordinary goes to the verifier of single requests: escaped and faulty fields, whatever the
//! grammar refuses, messages of one block or five, and groups too small to be worth it.

mod group;
mod lanes;
mod parsed;
mod shape;
#[cfg(test)]
mod tests;
mod verdicts;

use crate::{
    authorization::Authorization, denied::Denied, instant::Instant, key::ServerKey,
    request::Request, verifier::Verifier,
};
use alloc::vec::Vec;
use chrono::{DateTime, Utc};
use group::{Group, Of};
use sha1_lanes::Backend;
use shape::{blocks, have_lengths};
use verdicts::{Batch, texts};

/// Fewer requests than this are verified one by one with every backend.
const FEW_REQUESTS: usize = 12;

impl Verifier {
    /// Verifies many requests, each as of its own time: the verdicts of [`verify_at`](Self::verify_at), in order,
    /// replace what `verdicts` holds.
    ///
    /// Sixteen messages of as many blocks are hashed at once, with AVX-512 or AVX2 where the machine has it. A batch
    /// whose times lie on both sides of the end of a key is verified one by one. Nothing is allocated as long as
    /// `verdicts` has room for all.
    ///
    /// ```
    /// use chrono::{TimeDelta, TimeZone, Utc};
    /// use store_auth::{Request, ServerKey, Verifier};
    ///
    /// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
    /// let request = Request::new(
    ///     "XU4XHT8XQDWK",
    ///     "b5d78da0853d97e2ec28feb5e31b9953d9c72420",
    ///     "2016-04-26T08:17:59.059+0000",
    ///     "16be1703017fd1001fe63465e50523982f10b0ca",
    /// );
    /// let now = Utc.with_ymd_and_hms(2016, 4, 26, 8, 0, 0).unwrap();
    /// let mut verdicts = Vec::new();
    /// verifier.verify_batch(&[(request, now), (request, now + TimeDelta::hours(1))], &mut verdicts);
    /// assert!(verdicts[0].is_ok() && verdicts[1].is_err());
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    pub fn verify_batch(
        &self,
        requests: &[(Request<'_>, DateTime<Utc>)],
        verdicts: &mut Vec<Result<Authorization, Denied>>,
    ) {
        self.verify_batch_from_key(0, requests, verdicts);
    }

    /// As [`verify_batch`](Self::verify_batch), trying the key of this number before the others: that of the last
    /// authorization, where many in a row are by one key that is not the current one.
    ///
    /// The verdicts are the same for any number. How long it takes tells which key signed: this is for logs, not for
    /// answers that somebody waits for.
    pub fn verify_batch_from_key(
        &self,
        key_index: usize,
        requests: &[(Request<'_>, DateTime<Utc>)],
        verdicts: &mut Vec<Result<Authorization, Denied>>,
    ) {
        // Half of them may be in groups of a few.
        if requests.len() >= FEW_REQUESTS
            && let backend = Backend::best()
            && let few = few(backend)
            && requests.len() / 2 >= few
            && let Some(keys) = self.keys.accepted_throughout(span(requests), key_index)
            && let Some(first_key) = keys.clone().next()
        {
            // Denied unless found otherwise. Writing that much where there was a verdict is faster than a new one.
            verdicts.truncate(requests.len());
            for verdict in &mut *verdicts {
                *verdict = Err(Denied::SignatureMismatch);
            }
            verdicts.resize_with(requests.len(), || Err(Denied::SignatureMismatch));
            Batch { verifier: self, backend, few, keys, requests, verdicts, one_by_one: 0 }
                .verify(first_key);
        } else {
            verdicts.clear();
            verdicts.extend(requests.iter().map(|(request, now)| self.verify_at(request, *now)));
        }
    }
}

/// The first and the last of the times.
fn span(requests: &[(Request<'_>, DateTime<Utc>)]) -> (Instant, Instant) {
    let mut times = requests.iter().map(|(_, now)| Instant::of(*now));
    let first = times.next().unwrap_or(Instant::EPOCH);
    times.fold((first, first), |(first, last), now| (first.min(now), last.max(now)))
}

/// Fewer messages than this are verified faster one by one, as measured: all lanes cost the same, used or not.
fn few(backend: Backend) -> usize {
    match backend.name() {
        "avx512" => 6,
        "avx2" => 12,
        _ => usize::MAX,
    }
}

impl Batch<'_> {
    /// Answers all requests, and returns how many of them were verified one by one.
    fn verify(mut self, first_key: (usize, &ServerKey)) -> usize {
        let mut groups = (Group::<2>::new(), Group::<3>::new(), Group::<4>::new());
        self.backend.vectorize(
            #[inline(always)]
            || {
                for (index, (request, now)) in self.requests.iter().enumerate() {
                    let mut decoded = None;
                    let Some(texts) = texts(request, &mut decoded).filter(have_lengths) else {
                        self.verify_one(index);
                        continue;
                    };
                    let of = Of { place: index, now: Instant::of(*now) };
                    let mut rendering = None;
                    let signed = self.verifier.first_signed(texts.expiry, &mut rendering);
                    match blocks(&texts, first_key.1, signed) {
                        2 => groups.0.add(&mut self, of, &texts, first_key, signed),
                        3 => groups.1.add(&mut self, of, &texts, first_key, signed),
                        4 => groups.2.add(&mut self, of, &texts, first_key, signed),
                        _ => self.verify_one(index),
                    }
                }
            },
        );
        groups.0.verify(&mut self);
        groups.1.verify(&mut self);
        groups.2.verify(&mut self);
        self.one_by_one
    }
}
