//! Sixteen lanes in vectors of 512 bits. State and schedule fit into the 32 registers.

use super::{blocks_at, m512_from_words, quarter, rounds::rounds, words_from_m512};
use crate::{Block, LANES, States};
use core::arch::x86_64::{
    __m512i as Vector, _mm512_add_epi32 as add, _mm512_castsi128_si512, _mm512_inserti32x4,
    _mm512_rol_epi32, _mm512_set1_epi32 as splat, _mm512_set4_epi32, _mm512_shuffle_epi8,
    _mm512_ternarylogic_epi32, _mm512_unpackhi_epi32, _mm512_unpackhi_epi64, _mm512_unpacklo_epi32,
    _mm512_unpacklo_epi64, _mm512_xor_si512 as xor,
};

/// Compresses the first blocks of each lane.
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn compress<const N: usize>(
    states: &mut States,
    messages: [&[Block; N]; LANES],
    blocks: usize,
) {
    let mut state = states.map(m512_from_words);
    for index in 0..blocks.min(N) {
        state = rounds!(state, words(blocks_at(messages, index)));
    }
    *states = state.map(words_from_m512);
}

#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn words_of_lanes(blocks: [&Block; LANES]) -> [[u32; LANES]; 16] {
    words(blocks).map(words_from_m512)
}

rounds!(define "avx512f,avx512bw");

/// Word `t` of every block in vector `t`, as numbers.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn words(blocks: [&Block; LANES]) -> [Vector; 16] {
    let [w0, w1, w2, w3] = quarter_of_words::<0>(blocks);
    let [w4, w5, w6, w7] = quarter_of_words::<1>(blocks);
    let [w8, w9, w10, w11] = quarter_of_words::<2>(blocks);
    let [w12, w13, w14, w15] = quarter_of_words::<3>(blocks);
    [w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15]
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn quarter_of_words<const Q: usize>(blocks: [&Block; LANES]) -> [Vector; 4] {
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15] = blocks;
    transpose(
        gather::<Q>(b0, b4, b8, b12),
        gather::<Q>(b1, b5, b9, b13),
        gather::<Q>(b2, b6, b10, b14),
        gather::<Q>(b3, b7, b11, b15),
    )
}

/// Quarter `Q` of four blocks, that of the first in the lowest bits.
///
/// As they are loaded: of the two ports that vectors have, only one can shuffle.
#[inline]
#[target_feature(enable = "avx512f")]
fn gather<const Q: usize>(a: &Block, b: &Block, c: &Block, d: &Block) -> Vector {
    let a = _mm512_castsi128_si512(quarter::<Q>(a));
    let ab = _mm512_inserti32x4::<1>(a, quarter::<Q>(b));
    _mm512_inserti32x4::<3>(_mm512_inserti32x4::<2>(ab, quarter::<Q>(c)), quarter::<Q>(d))
}

/// From, in each quarter, four big-endian words of one lane to one word of four lanes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn transpose(a: Vector, b: Vector, c: Vector, d: Vector) -> [Vector; 4] {
    let big_endian = _mm512_set4_epi32(0x0c0d_0e0f, 0x0809_0a0b, 0x0405_0607, 0x0001_0203);
    let (a, b) = (_mm512_shuffle_epi8(a, big_endian), _mm512_shuffle_epi8(b, big_endian));
    let (c, d) = (_mm512_shuffle_epi8(c, big_endian), _mm512_shuffle_epi8(d, big_endian));
    let (ab_low, ab_high) = (_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
    let (cd_low, cd_high) = (_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
    [
        _mm512_unpacklo_epi64(ab_low, cd_low),
        _mm512_unpackhi_epi64(ab_low, cd_low),
        _mm512_unpacklo_epi64(ab_high, cd_high),
        _mm512_unpackhi_epi64(ab_high, cd_high),
    ]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn rotate_left<const LEFT: i32, const RIGHT: i32>(x: Vector) -> Vector {
    _mm512_rol_epi32::<LEFT>(x)
}

// The truth tables: of the bits of b, c and d, read as a number, the results from 7 down to 0.

#[inline]
#[target_feature(enable = "avx512f")]
fn choose(b: Vector, c: Vector, d: Vector) -> Vector {
    _mm512_ternarylogic_epi32::<0b1100_1010>(b, c, d)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn parity(b: Vector, c: Vector, d: Vector) -> Vector {
    _mm512_ternarylogic_epi32::<0b1001_0110>(b, c, d)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn majority(b: Vector, c: Vector, d: Vector) -> Vector {
    _mm512_ternarylogic_epi32::<0b1110_1000>(b, c, d)
}
