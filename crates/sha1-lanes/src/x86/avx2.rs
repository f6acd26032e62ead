//! Sixteen lanes as twice eight, in vectors of 256 bits. The schedule lives on the stack: there are 16 registers.

use super::{
    rounds::rounds,
    vectors::{blocks_at, m256s_from_words, quarter, words_from_m256s},
    words::words,
};
use crate::{
    lanes::{Block, LANES},
    states::States,
};
use core::arch::x86_64::{
    __m256i as Vector, _mm256_add_epi32 as add, _mm256_and_si256, _mm256_or_si256,
    _mm256_set_epi32, _mm256_set_m128i, _mm256_set1_epi32 as splat,
    _mm256_shuffle_epi8 as shuffle_bytes, _mm256_slli_epi32, _mm256_srli_epi32,
    _mm256_unpackhi_epi32 as unpack_high_words, _mm256_unpackhi_epi64 as unpack_high_pairs,
    _mm256_unpacklo_epi32 as unpack_low_words, _mm256_unpacklo_epi64 as unpack_low_pairs,
    _mm256_xor_si256 as xor,
};

/// Compresses the first blocks of each lane.
#[target_feature(enable = "avx2")]
pub(super) fn compress<const N: usize>(
    states: &mut States,
    messages: [&[Block; N]; LANES],
    blocks: usize,
) {
    for index in 0..blocks.min(N) {
        compress_block(states, blocks_at(messages, index));
    }
}

#[target_feature(enable = "avx2")]
fn compress_block(states: &mut States, blocks: [&Block; LANES]) {
    let [[a0, a1], [b0, b1], [c0, c1], [d0, d1], [e0, e1]] = states.map(m256s_from_words);
    let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15] = blocks;
    let [a0, b0, c0, d0, e0] =
        compress_words([a0, b0, c0, d0, e0], words([r0, r1, r2, r3, r4, r5, r6, r7]));
    let [a1, b1, c1, d1, e1] =
        compress_words([a1, b1, c1, d1, e1], words([r8, r9, r10, r11, r12, r13, r14, r15]));
    *states = [[a0, a1], [b0, b1], [c0, c1], [d0, d1], [e0, e1]].map(words_from_m256s);
}

/// Never inlined: next to the shuffles of `words`, the compiler keeps the wrong things in registers.
#[inline(never)]
#[target_feature(enable = "avx2")]
fn compress_words(before: [Vector; 5], words: [Vector; 16]) -> [Vector; 5] {
    rounds!(before, words)
}

#[target_feature(enable = "avx2")]
pub(super) fn words_of_lanes(blocks: [&Block; LANES]) -> [[u32; LANES]; 16] {
    let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15] = blocks;
    let first = words([r0, r1, r2, r3, r4, r5, r6, r7]);
    let second = words([r8, r9, r10, r11, r12, r13, r14, r15]);
    let mut both = [[0; LANES]; 16];
    for (both, halves) in both.iter_mut().zip(first.into_iter().zip(second)) {
        *both = words_from_m256s(halves.into());
    }
    both
}

rounds!(define "avx2");

words!("avx2", 8);

#[inline]
#[target_feature(enable = "avx2")]
fn quarter_of_words<const Q: usize>(blocks: [&Block; 8]) -> [Vector; 4] {
    let [b0, b1, b2, b3, b4, b5, b6, b7] = blocks;
    transpose(gather::<Q>(b0, b4), gather::<Q>(b1, b5), gather::<Q>(b2, b6), gather::<Q>(b3, b7))
}

/// Quarter `Q` of two blocks, that of the first in the lower bits.
#[inline]
#[target_feature(enable = "avx2")]
fn gather<const Q: usize>(a: &Block, b: &Block) -> Vector {
    _mm256_set_m128i(quarter::<Q>(b), quarter::<Q>(a))
}

/// The order of bytes that makes numbers of big-endian words.
#[inline]
#[target_feature(enable = "avx2")]
fn big_endian() -> Vector {
    _mm256_set_epi32(
        0x0c0d_0e0f,
        0x0809_0a0b,
        0x0405_0607,
        0x0001_0203,
        0x0c0d_0e0f,
        0x0809_0a0b,
        0x0405_0607,
        0x0001_0203,
    )
}

#[inline]
#[target_feature(enable = "avx2")]
fn rotate_left<const LEFT: i32, const RIGHT: i32>(x: Vector) -> Vector {
    _mm256_or_si256(_mm256_slli_epi32::<LEFT>(x), _mm256_srli_epi32::<RIGHT>(x))
}

#[inline]
#[target_feature(enable = "avx2")]
fn choose(b: Vector, c: Vector, d: Vector) -> Vector {
    xor(d, _mm256_and_si256(b, xor(c, d)))
}

#[inline]
#[target_feature(enable = "avx2")]
fn parity(b: Vector, c: Vector, d: Vector) -> Vector {
    xor(xor(b, c), d)
}

#[inline]
#[target_feature(enable = "avx2")]
fn majority(b: Vector, c: Vector, d: Vector) -> Vector {
    _mm256_or_si256(_mm256_and_si256(b, c), _mm256_and_si256(d, _mm256_or_si256(b, c)))
}
