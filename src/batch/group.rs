//! Sixteen requests whose messages take as many blocks: laid out, parsed, hashed and compared together.

#![expect(clippy::indexing_slicing, reason = "lanes are below the length of all arrays")]
#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for vector registers"
)]

use super::{lanes::Lanes, parsed::Parsed, verdicts::Batch};
use crate::{
    ascii::Ascii,
    authorization::Authorization,
    denied::Denied,
    grammar::{EXPIRY_MAX, ID_MAX, PRODUCT_CODE_MAX, SIGNATURE_DIGITS},
    instant::Instant,
    key::ServerKey,
    message,
    request::Texts,
    verifier::Signed,
};
use core::mem;
use sha1_lanes::{INITIAL, LANES, States};
use subtle::ConstantTimeEq;

/// Whether the fields have lengths that the grammar allows, and the expiry one of its two ends.
#[inline]
pub(super) fn have_lengths(texts: &Texts<'_>) -> bool {
    let expiry = match texts.expiry.len() {
        24 => texts.expiry.last() == Some(&b'Z'),
        EXPIRY_MAX => texts.expiry.last_chunk() == Some(b"+0000"),
        _ => false,
    };
    expiry
        && texts.signature.len() == SIGNATURE_DIGITS
        && (1..=ID_MAX).contains(&texts.id.len())
        && (1..=PRODUCT_CODE_MAX).contains(&texts.product_code.len())
}

/// How many blocks a message takes.
#[inline]
pub(super) fn blocks(texts: &Texts<'_>, key: &ServerKey, signed: Signed<'_>) -> usize {
    let texts = texts.id.len().saturating_add(texts.product_code.len());
    let rest = key.len().saturating_add(signed.text().len()).saturating_add(3);
    message::blocks(texts.saturating_add(rest))
}

/// Which request it is, and as of when.
#[derive(Clone, Copy)]
pub(super) struct Of {
    /// Where in the batch it stands.
    pub(super) place: usize,
    pub(super) now: Instant,
}

/// Up to sixteen requests whose messages take `N` blocks.
pub(super) struct Group<const N: usize> {
    messages: [[[u8; 64]; N]; LANES],
    /// The first 24 bytes of each expiry, and the signature.
    fields: [[u8; 64]; LANES],
    /// Where in the batch each request stands.
    places: [usize; LANES],
    nows: [Instant; LANES],
    id_end: [u8; LANES],
    key_at: [u8; LANES],
    ends_in_0000: [bool; LANES],
    /// Whose messages have the Java rendering of the expiry.
    renderings: [bool; LANES],
    len: usize,
}

impl<const N: usize> Group<N> {
    pub(super) fn new() -> Self {
        Self {
            messages: [[[0; 64]; N]; LANES],
            fields: [[0; 64]; LANES],
            places: [0; LANES],
            nows: [Instant::EPOCH; LANES],
            id_end: [0; LANES],
            key_at: [0; LANES],
            ends_in_0000: [false; LANES],
            renderings: [false; LANES],
            len: 0,
        }
    }

    #[inline(always)]
    pub(super) fn add(
        &mut self,
        batch: &mut Batch<'_>,
        of: Of,
        texts: &Texts<'_>,
        key: &ServerKey,
        signed: Signed<'_>,
    ) {
        // The remainder is the same, and shows that no place below is out of bounds.
        let lane = self.len % LANES;
        self.lay_out(lane, texts, key, signed);
        self.places[lane] = of.place;
        self.nows[lane] = of.now;
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
        self.len = lane.wrapping_add(1);
        if self.len == LANES {
            self.verify(batch);
        }
    }

    /// Lays a message out in its lane.
    #[inline(always)]
    fn lay_out(&mut self, lane: usize, texts: &Texts<'_>, key: &ServerKey, signed: Signed<'_>) {
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
        self.renderings[lane] = signed.is_rendering();
    }

    /// Verifies what is in the group, which is empty then.
    #[inline(never)]
    pub(super) fn verify(&mut self, batch: &mut Batch<'_>) {
        let len = mem::take(&mut self.len);
        if len < batch.few {
            for place in self.places.iter().take(len) {
                batch.verify_one(*place);
            }
            return;
        }
        let backend = batch.backend;
        let words = backend.words(&self.fields);
        let verifier = batch.verifier;
        let mut fields = Parsed::NONE;
        let mut any_is_bad = false;
        let (mut earliest, latest) = (Instant::EPOCH, self.latest(len));
        backend.vectorize(
            #[inline(always)]
            || {
                fields = Parsed::read(&words, &self.ends_in_0000);
                fields.check_tokens(&self.messages, &self.id_end, &self.key_at);
                any_is_bad = fields.any_is_bad();
                earliest = fields.earliest();
            },
        );
        let mut open = Lanes::first(len);
        if any_is_bad {
            for lane in open.iter().filter(|lane| fields.bad[*lane] != 0) {
                batch.verify_one(self.places[lane]);
                open.remove(lane);
            }
        }
        if verifier.is_expired(earliest, latest) {
            for lane in open.iter() {
                if let Err(expired) = verifier.check_expiry(fields.sent[lane], self.nows[lane]) {
                    batch.answer(self.places[lane], Err(expired));
                    open.remove(lane);
                }
            }
        }
        let mut tried = open;
        for (key_index, key) in batch.keys.clone() {
            for second in [false, true] {
                // The first of all has been laid out.
                if tried.is_empty() {
                    tried = self.lay_out_again(batch, &mut open, key, second);
                }
                if tried.is_empty() {
                    continue;
                }
                let mut states = INITIAL;
                backend.compress(&mut states, &self.messages, N);
                let mut authorized = matching(tried, &states, &fields.digest);
                open = open.without(authorized);
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
                    || self.authorize(batch, authorized, &fields, key_index),
                );
                tried = Lanes::NONE;
                if open.is_empty() {
                    return;
                }
            }
        }
    }

    /// Lays out the open requests for a further key or text, and returns for which there is one.
    ///
    /// Those that make another number of blocks, or are few, are answered one by one.
    #[cold]
    fn lay_out_again(
        &mut self,
        batch: &mut Batch<'_>,
        open: &mut Lanes,
        key: &ServerKey,
        second: bool,
    ) -> Lanes {
        let mut tried = Lanes::NONE;
        for lane in open.iter() {
            let (mut decoded, mut rendering) = (None, None);
            let Some(texts) = batch.texts(self.places[lane], &mut decoded) else { continue };
            let signed = if second {
                rendering = batch.verifier.second_signed(texts.expiry);
                let Some(rendering) = &rendering else { continue };
                Signed::Rendering(rendering)
            } else {
                batch.verifier.first_signed(texts.expiry, &mut rendering)
            };
            if blocks(&texts, key, signed) == N {
                self.lay_out(lane, &texts, key, signed);
                tried.insert(lane);
            } else {
                batch.verify_one(self.places[lane]);
                open.remove(lane);
            }
        }
        if tried.iter().count() < batch.few {
            for lane in tried.iter() {
                batch.verify_one(self.places[lane]);
                open.remove(lane);
            }
            tried = Lanes::NONE;
        }
        tried
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

    /// The last of the first times.
    fn latest(&self, len: usize) -> Instant {
        self.nows.iter().take(len).copied().fold(Instant::MIN, Instant::max)
    }

    #[inline(always)]
    fn expires_at(&self, lane: usize, sent: Instant) -> Instant {
        if self.renderings[lane] { sent.whole_second() } else { sent }
    }

    #[inline(always)]
    fn authorize(&self, batch: &mut Batch<'_>, lanes: Lanes, fields: &Parsed, key_index: usize) {
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
