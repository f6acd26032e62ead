//! Digests of messages of any lengths.

use crate::{
    backend::Backend,
    lanes::{Block, LANES},
    portable,
    states::{self, INITIAL},
};

/// So few messages at a time take less time one after the other than in lanes.
const FEW: usize = 4;

/// Computes the SHA-1 digest of each message, with the fastest backend here.
///
/// Each message comes with the place for its digest. As soon as one is done the next takes its lane, so messages may be
/// of any lengths, and of any number. Sixteen at a time or more, and of similar lengths, gain the most; up to four are
/// hashed as by the `sha1` crate.
///
/// ```
/// let messages = ["abc", "", "The quick brown fox jumps over the lazy dog"];
/// let mut digests = [[0; 20]; 3];
/// sha1_lanes::digest_each(messages.iter().zip(&mut digests));
/// assert_eq!(digests[0][..4], [0xa9, 0x99, 0x3e, 0x36]);
/// ```
///
/// `zip` ends with the shorter of the two: a message without a place is not hashed, a place without a message is left
/// as it is.
pub fn digest_each<'a, M>(messages: impl IntoIterator<Item = (&'a M, &'a mut [u8; 20])>)
where
    M: AsRef<[u8]> + ?Sized + 'a,
{
    Backend::best().digest_each(messages);
}

impl Backend {
    /// As the function [`digest_each`](crate::digest_each), with this backend.
    pub fn digest_each<'a, M>(self, messages: impl IntoIterator<Item = (&'a M, &'a mut [u8; 20])>)
    where
        M: AsRef<[u8]> + ?Sized + 'a,
    {
        let messages = messages.into_iter().map(|(message, digest)| (message.as_ref(), digest));
        digest(self, &mut { messages });
    }
}

/// Compiled once for iterators of all types.
fn digest<'a>(backend: Backend, messages: &mut dyn Iterator<Item = (&'a [u8], &'a mut [u8; 20])>) {
    let mut messages = messages.fuse();
    let few = if backend.is_portable() { LANES } else { FEW };
    let mut states = INITIAL;
    let mut lanes = [const { Lane::IDLE }; LANES];
    let mut tails = [[[0; 64]; 2]; LANES];
    loop {
        for (index, (lane, tail)) in lanes.iter_mut().zip(&mut tails).enumerate() {
            if lane.digest.is_none()
                && let Some((message, digest)) = messages.next()
            {
                *lane = Lane::new(message, tail, digest);
                states::set(&mut states, index, INITIAL.map(|[word, ..]| word));
            }
        }
        let busy = lanes.iter().filter(|lane| lane.digest.is_some()).count();
        if busy == 0 {
            return;
        } else if busy > few {
            let mut blocks = [&[0; 64]; LANES];
            for ((block, lane), tail) in blocks.iter_mut().zip(&mut lanes).zip(&tails) {
                if let Some(next) = lane.next_block(tail) {
                    *block = next;
                }
            }
            backend.compress_block(&mut states, blocks);
        } else {
            for (index, (lane, tail)) in lanes.iter_mut().zip(&tails).enumerate() {
                if lane.digest.is_some() {
                    let mut state = states::get(&states, index);
                    lane.compress_rest(tail, &mut state);
                    states::set(&mut states, index, state);
                }
            }
        }
        for (index, lane) in lanes.iter_mut().enumerate() {
            if lane.is_done()
                && let Some(digest) = lane.digest.take()
            {
                let words = states::get(&states, index).map(u32::to_be_bytes);
                digest.copy_from_slice(words.as_flattened());
            }
        }
    }
}

/// A message of which some blocks are compressed. Its end, padded, is kept apart: in the second of two blocks, or in
/// both.
struct Lane<'a> {
    /// Whole blocks of the message that are left.
    whole: &'a [Block],
    /// Which block of the end comes next: 2 after the last.
    next: usize,
    /// None where the lane has no message.
    digest: Option<&'a mut [u8; 20]>,
}

impl<'a> Lane<'a> {
    const IDLE: Self = Self { whole: &[], next: 2, digest: None };

    fn new(message: &'a [u8], tail: &mut [Block; 2], digest: &'a mut [u8; 20]) -> Self {
        let (whole, end) = message.as_chunks();
        // A byte marks the end, and eight say the length in bits.
        let next = usize::from(end.len() < 64 - 8);
        *tail = [[0; 64]; 2];
        if let Some([first, ..]) = tail.get_mut(next..) {
            for (to, from) in first.iter_mut().zip(end) {
                *to = *from;
            }
            if let Some(mark) = first.get_mut(end.len()) {
                *mark = 0x80;
            }
        }
        let [_, last] = tail;
        last[64 - 8..].copy_from_slice(&(message.len() as u64).wrapping_mul(8).to_be_bytes());
        Self { whole, next, digest: Some(digest) }
    }

    fn next_block<'b>(&mut self, tail: &'b [Block; 2]) -> Option<&'b Block>
    where
        'a: 'b,
    {
        if let [block, rest @ ..] = self.whole {
            self.whole = rest;
            return Some(block);
        }
        let block = tail.get(self.next)?;
        self.next = self.next.saturating_add(1);
        Some(block)
    }

    fn compress_rest(&mut self, tail: &[Block; 2], state: &mut [u32; 5]) {
        portable::compress_one(state, self.whole);
        portable::compress_one(state, tail.get(self.next..).unwrap_or_default());
        self.next = 2;
    }

    const fn is_done(&self) -> bool {
        self.next == 2
    }
}
