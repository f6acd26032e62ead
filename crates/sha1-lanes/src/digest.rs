//! Digests of messages of any lengths.

use crate::{Backend, Block, INITIAL, LANES, portable, states};

/// With so few messages left, one after the other takes less time than all lanes for them.
const FEW: usize = 3;

/// What an idle lane compresses.
const IDLE: Block = [0; 64];

/// Computes the SHA-1 digest of each message, with the fastest backend here.
///
/// Each message comes with the place for its digest. As soon as one is done, the next takes its lane: messages may be
/// of very different lengths, and of any number.
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

/// As `digest_each`, for one type of iterator.
pub(crate) fn with(backend: Backend, messages: &mut dyn Iterator<Item = (&[u8], &mut [u8; 20])>) {
    let mut messages = messages.fuse();
    let few = if backend.is_portable() { LANES } else { FEW };
    let mut states = INITIAL;
    let mut lanes = [const { None }; LANES];
    loop {
        for (lane, state) in lanes.iter_mut().zip(states::lanes(&mut states)) {
            if lane.is_none()
                && let Some((message, digest)) = messages.next()
            {
                *lane = Some(Lane::new(message, digest));
                for (word, [initial, ..]) in state.into_iter().zip(INITIAL) {
                    *word = initial;
                }
            }
        }
        match lanes.iter().flatten().count() {
            0 => return,
            busy if busy <= few => {
                for (lane, state) in lanes.iter_mut().zip(states::lanes(&mut states)) {
                    if let Some(lane) = lane.take() {
                        lane.finish(state.map(|word| *word));
                    }
                }
            }
            _ => {
                let blocks =
                    lanes.each_mut().map(|lane| lane.as_mut().map_or(&IDLE, Lane::next_block));
                backend.compress_block(&mut states, blocks);
                for (lane, state) in lanes.iter_mut().zip(states::lanes(&mut states)) {
                    if let Some(done) = lane.take_if(|lane| lane.is_done()) {
                        write(state.map(|word| *word), done.digest);
                    }
                }
            }
        }
    }
}

/// A message of which some blocks are compressed.
struct Lane<'m, 'd> {
    /// Whole blocks of the message that are left.
    whole: &'m [Block],
    /// The end of the message, padded; in the second block alone where it fits.
    tail: [Block; 2],
    /// Which block of the tail comes next: 2 after the last.
    next: usize,
    digest: &'d mut [u8; 20],
}

impl<'m, 'd> Lane<'m, 'd> {
    fn new(message: &'m [u8], digest: &'d mut [u8; 20]) -> Self {
        let (whole, end) = message.as_chunks();
        // A byte marks the end, and eight say the length in bits.
        let next = usize::from(end.len() < 64 - 8);
        let mut tail = [[0; 64]; 2];
        let padded = tail.iter_mut().skip(next).flatten();
        for (to, from) in padded.zip(end.iter().chain(&[0x80])) {
            *to = *from;
        }
        let [_, last] = &mut tail;
        last[64 - 8..].copy_from_slice(&(message.len() as u64).wrapping_mul(8).to_be_bytes());
        Self { whole, tail, next, digest }
    }

    fn next_block(&mut self) -> &Block {
        if let [block, rest @ ..] = self.whole {
            self.whole = rest;
            return block;
        }
        let block = self.tail.get(self.next).unwrap_or(&IDLE);
        self.next = self.next.saturating_add(1);
        block
    }

    fn is_done(&self) -> bool {
        self.next >= self.tail.len()
    }

    fn finish(self, mut state: [u32; 5]) {
        portable::compress_one(&mut state, self.whole);
        portable::compress_one(&mut state, self.tail.get(self.next..).unwrap_or_default());
        write(state, self.digest);
    }
}

fn write(state: [u32; 5], digest: &mut [u8; 20]) {
    for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
}
