//! Sixteen requests whose messages take as many blocks: laid out, parsed, hashed and compared together.

#![expect(clippy::indexing_slicing, reason = "lanes are below the length of all arrays")]
#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for vector registers"
)]

use super::{lanes::Lanes, parsed::Parsed, shape::blocks, verdicts::Batch};
use crate::{
    ascii::Ascii,
    authorization::Authorization,
    denied::Denied,
    grammar::{EXPIRY_MAX, SIGNATURE_DIGITS},
    instant::Instant,
    key::ServerKey,
    message,
    request::Texts,
    verifier::Signed,
};
use core::mem;
use sha1_lanes::{INITIAL, LANES, States};
use subtle::ConstantTimeEq;

/// Which request it is, and as of when.
#[derive(Clone, Copy)]
pub(super) struct Of {
    /// Where in the batch it stands.
    pub(super) place: usize,
    pub(super) now: Instant,
}

/// What the message of a lane was made with.
#[derive(Clone, Copy)]
struct Attempt {
    /// Where the key stands among those that are tried.
    key: usize,
    /// Whether the expiry is the other text that may be signed.
    is_second: bool,
}

impl Attempt {
    const FIRST: Self = Self { key: 0, is_second: false };
    /// The first with the other text. It comes last: that is as many blocks seldom enough.
    const SECOND: Self = Self { key: 0, is_second: true };
}

/// Up to sixteen requests whose messages take `N` blocks.
///
/// One that a key did not sign keeps its lane for the next key, while others take those of requests that are answered:
/// each hash is one of sixteen messages, whichever keys are in them.
pub(super) struct Group<const N: usize> {
    messages: [[[u8; 64]; N]; LANES],
    /// The first 24 bytes of each expiry, and the signature.
    fields: [[u8; 64]; LANES],
    /// Where in the batch each request stands.
    places: [usize; LANES],
    nows: [Instant; LANES],
    attempts: [Attempt; LANES],
    /// The numbers of the keys in the messages.
    key_indexes: [usize; LANES],
    id_end: [u8; LANES],
    key_at: [u8; LANES],
    ends_in_0000: [bool; LANES],
    /// Whose messages have the Java rendering of the expiry.
    renderings: [bool; LANES],
    /// Those that are not answered yet. The others hold what is left of such that are.
    open: Lanes,
}

impl<const N: usize> Group<N> {
    pub(super) fn new() -> Self {
        Self {
            messages: [[[0; 64]; N]; LANES],
            fields: [[0; 64]; LANES],
            places: [0; LANES],
            nows: [Instant::EPOCH; LANES],
            attempts: [Attempt::FIRST; LANES],
            key_indexes: [0; LANES],
            id_end: [0; LANES],
            key_at: [0; LANES],
            ends_in_0000: [false; LANES],
            renderings: [false; LANES],
            open: Lanes::NONE,
        }
    }

    #[inline(always)]
    pub(super) fn add(
        &mut self,
        batch: &mut Batch<'_>,
        of: Of,
        texts: &Texts<'_>,
        key: (usize, &ServerKey),
        signed: Signed<'_>,
    ) {
        // The remainder is the same, and shows that no place below is out of bounds.
        let lane = self.open.next_free() % LANES;
        self.lay_out(lane, texts, key, signed);
        self.places[lane] = of.place;
        self.nows[lane] = of.now;
        self.attempts[lane] = Attempt::FIRST;
        self.ends_in_0000[lane] = texts.expiry.len() == EXPIRY_MAX;
        let fields = &mut self.fields[lane];
        if let (Some(to), Some(from)) = (fields.first_chunk_mut::<24>(), texts.expiry.first_chunk())
        {
            *to = *from;
        }
        if let (Some(to), Some(from)) =
            (fields.last_chunk_mut::<SIGNATURE_DIGITS>(), texts.signature.first_chunk())
        {
            *to = *from;
        }
        self.open.insert(lane);
        while self.open.are_all() {
            self.hash(batch);
        }
    }

    /// Lays a message out in its lane.
    #[inline(always)]
    fn lay_out(
        &mut self,
        lane: usize,
        texts: &Texts<'_>,
        (key_index, key): (usize, &ServerKey),
        signed: Signed<'_>,
    ) {
        let lane = lane % LANES;
        let message = self.messages[lane].as_flattened_mut();
        // Of the padding there are no more than 72 bytes, or there would be a block less.
        if let Some(padding) = message.last_chunk_mut::<72>() {
            *padding = [0; 72];
        }
        let (id_end, key_at) = message::start(message, texts.id, texts.product_code);
        let end = message::finish(message, key_at, key, signed.text());
        if let Some(length) = message.last_chunk_mut() {
            *length = message::length(end);
        }
        self.id_end[lane] = id_end.to_le_bytes()[0];
        self.key_at[lane] = key_at.to_le_bytes()[0];
        self.key_indexes[lane] = key_index;
        self.renderings[lane] = signed.is_rendering();
    }

    /// Answers all that is in the group.
    pub(super) fn verify(&mut self, batch: &mut Batch<'_>) {
        while !self.open.is_empty() {
            if self.open.count() < batch.few {
                for lane in mem::replace(&mut self.open, Lanes::NONE).iter() {
                    batch.verify_one(self.places[lane]);
                }
            } else {
                self.hash(batch);
            }
        }
    }

    /// Hashes what is in the group once. What is open then has another message.
    #[inline(never)]
    fn hash(&mut self, batch: &mut Batch<'_>) {
        let backend = batch.backend;
        let words = backend.words(&self.fields);
        let verifier = batch.verifier;
        let mut fields = Parsed::NONE;
        let mut any_is_bad = false;
        let (mut earliest, latest) = (Instant::EPOCH, self.latest());
        backend.vectorize(
            #[inline(always)]
            || {
                fields = Parsed::read(&words, &self.ends_in_0000);
                fields.check_tokens(&self.messages, &self.id_end, &self.key_at);
                any_is_bad = fields.any_is_bad();
                earliest = fields.earliest();
            },
        );
        if any_is_bad {
            for lane in self.open.iter().filter(|lane| fields.bad[*lane] != 0) {
                batch.verify_one(self.places[lane]);
                self.open.remove(lane);
            }
        }
        if verifier.is_expired(earliest, latest) {
            for lane in self.open.iter() {
                if let Err(expired) = verifier.check_expiry(fields.sent[lane], self.nows[lane]) {
                    batch.answer(self.places[lane], Err(expired));
                    self.open.remove(lane);
                }
            }
        }
        let mut states = INITIAL;
        backend.compress(&mut states, &self.messages, N);
        let mut authorized = matching(self.open, &states, &fields.digest);
        self.open = self.open.without(authorized);
        if verifier.has_policy() || self.renderings != [false; LANES] {
            for lane in authorized.iter() {
                if let Err(denied) = self.check(batch, lane, fields.sent[lane]) {
                    batch.answer(self.places[lane], Err(denied));
                    authorized.remove(lane);
                }
            }
        }
        backend.vectorize(
            #[inline(always)]
            || self.authorize(batch, authorized, &fields),
        );
        for lane in self.open.iter() {
            if !self.lay_out_again(batch, lane) {
                self.open.remove(lane);
            }
        }
    }

    /// Lays an open request out for the next key or text. False where there is none: it is answered then.
    fn lay_out_again(&mut self, batch: &mut Batch<'_>, lane: usize) -> bool {
        let place = self.places[lane];
        let mut decoded = None;
        let Some(texts) = batch.texts(place, &mut decoded) else { return false };
        let second = batch.verifier.second_signed(texts.expiry);
        let before = self.attempts[lane];
        let mut attempt = Attempt { key: before.key.wrapping_add(1), ..before };
        let mut key = batch.keys.clone().nth(attempt.key);
        if key.is_none() && !before.is_second && second.is_some() {
            attempt = Attempt::SECOND;
            key = batch.keys.clone().next();
        }
        // Denied, as all are at first.
        let Some(key) = key else { return false };
        let mut rendering = None;
        let signed = match &second {
            Some(second) if attempt.is_second => Signed::Rendering(second),
            _ => batch.verifier.first_signed(texts.expiry, &mut rendering),
        };
        if blocks(&texts, key.1, signed) != N {
            batch.verify_one(place);
            return false;
        }
        self.lay_out(lane, &texts, key, signed);
        self.attempts[lane] = attempt;
        true
    }

    /// What is checked of an authorized request.
    fn check(&self, batch: &Batch<'_>, lane: usize, sent: Instant) -> Result<(), Denied> {
        let (expires_at, now) = (self.expires_at(lane, sent), self.nows[lane]);
        batch.verifier.check_expiry(expires_at, now)?;
        let mut decoded = None;
        let texts = batch.texts(self.places[lane], &mut decoded);
        let product_code = texts.map_or(&[][..], |texts| texts.product_code);
        batch.verifier.check_policy(product_code, expires_at, now)
    }

    /// The last of the times.
    fn latest(&self) -> Instant {
        self.nows.iter().copied().fold(Instant::MIN, Instant::max)
    }

    #[inline(always)]
    fn expires_at(&self, lane: usize, sent: Instant) -> Instant {
        if self.renderings[lane] { sent.whole_second() } else { sent }
    }

    #[inline(always)]
    fn authorize(&self, batch: &mut Batch<'_>, lanes: Lanes, fields: &Parsed) {
        for lane in lanes.iter() {
            let message = self.messages[lane].as_flattened();
            let id_end = self.id_end[lane];
            let start = usize::from(id_end).wrapping_add(1);
            let len = self.key_at[lane].wrapping_sub(id_end).wrapping_sub(2);
            if let (Some(id), Some(product_code), Some(verdict)) = (
                message.first_chunk(),
                message.get(start..).and_then(|rest| rest.first_chunk()),
                batch.verdicts.get_mut(self.places[lane]),
            ) {
                let (id, product_code) =
                    (Ascii::prefix(id, id_end), Ascii::prefix(product_code, len));
                let expires_at = self.expires_at(lane, fields.sent[lane]);
                let key_index = self.key_indexes[lane];
                *verdict = Ok(Authorization { id, product_code, expires_at, key_index });
            }
        }
    }
}

/// The lanes whose signature is the one that the key makes. Each comparison takes the same time wherever they differ.
fn matching(tried: Lanes, states: &States, digests: &States) -> Lanes {
    let mut differences = [0; LANES];
    for (state, digest) in states.iter().zip(digests) {
        for lane in 0..LANES {
            differences[lane] |= state[lane] ^ digest[lane];
        }
    }
    let mut matching = Lanes::NONE;
    for lane in tried.iter() {
        if differences[lane].ct_eq(&0).into() {
            matching.insert(lane);
        }
    }
    matching
}

/// The keys do not stay behind on the stack.
impl<const N: usize> Drop for Group<N> {
    fn drop(&mut self) {
        self.messages = [[[0; 64]; N]; LANES];
        zeroize::optimization_barrier(&self.messages);
    }
}
