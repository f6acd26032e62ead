//! The bits of vectors as those of arrays, and blocks as vectors.
#![expect(unsafe_code, reason = "the block says why it is sound")]

use crate::lanes::Block;
use core::arch::x86_64::{__m128i, __m256i, __m512i};

/// Block `index` of each lane.
///
/// Here, as a closure that is compiled for processor features is not inlined in what is not, such as `map`.
#[inline]
#[expect(clippy::indexing_slicing, reason = "the callers' indices are below N")]
pub(super) fn blocks_at<const N: usize, const L: usize>(
    messages: [&[Block; N]; L],
    index: usize,
) -> [&Block; L] {
    messages.map(|message| &message[index])
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "Q is a constant below 4")]
pub(super) fn quarter<const Q: usize>(block: &Block) -> __m128i {
    m128s_from_block(*block)[Q]
}

/// Defines functions that take the bits of one type for those of another.
macro_rules! casts {
    ($($name:ident: $from:ty => $to:ty;)*) => {$(
        #[inline]
        pub(super) fn $name(from: $from) -> $to {
            // SAFETY: these are arrays of integers and vectors, which have a value for all bits and no padding. That
            // they are of the same size is checked by the compiler.
            unsafe { core::mem::transmute::<$from, $to>(from) }
        }
    )*};
}

casts! {
    m512_from_words: [u32; 16] => __m512i;
    words_from_m512: __m512i => [u32; 16];
    m128s_from_block: Block => [__m128i; 4];
    m256s_from_words: [u32; 16] => [__m256i; 2];
    words_from_m256s: [__m256i; 2] => [u32; 16];
}
