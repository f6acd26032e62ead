//! Sixteen lanes in vectors of 512 bits. State and schedule fit into the 32 registers.

use super::{m128s_from_block, m512_from_words, rounds::rounds, words_from_m512};
use crate::{Block, LANES, States};
use core::arch::x86_64::{
    __m128i, __m512i as Vector, _mm512_add_epi32 as add, _mm512_castsi128_si512,
    _mm512_inserti32x4, _mm512_rol_epi32, _mm512_set1_epi32 as splat, _mm512_set4_epi32,
    _mm512_shuffle_epi8, _mm512_ternarylogic_epi32, _mm512_unpackhi_epi32, _mm512_unpackhi_epi64,
    _mm512_unpacklo_epi32, _mm512_unpacklo_epi64, _mm512_xor_si512 as xor,
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
        state = rounds!(state, words(messages, index));
    }
    *states = state.map(words_from_m512);
}

rounds!(define "avx512f,avx512bw");

/// Word `t` of one block of every lane in vector `t`, as numbers.
///
/// Quarters of blocks are gathered as they are loaded, which keeps the one port that shuffles free for the rest.
#[expect(clippy::indexing_slicing, reason = "with an index below N, and constants below 4")]
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn words<const N: usize>(messages: [&[Block; N]; LANES], index: usize) -> [Vector; 16] {
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15] =
        messages.map(|message| m128s_from_block(message[index]));
    let quarter = |i: usize| {
        transpose_four(
            join(b0[i], b4[i], b8[i], b12[i]),
            join(b1[i], b5[i], b9[i], b13[i]),
            join(b2[i], b6[i], b10[i], b14[i]),
            join(b3[i], b7[i], b11[i], b15[i]),
        )
    };
    let [[w0, w1, w2, w3], [w4, w5, w6, w7], [w8, w9, w10, w11], [w12, w13, w14, w15]] =
        [quarter(0), quarter(1), quarter(2), quarter(3)];
    [w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15]
}

/// The first quarter is `a`.
#[inline]
#[target_feature(enable = "avx512f")]
fn join(a: __m128i, b: __m128i, c: __m128i, d: __m128i) -> Vector {
    let a = _mm512_castsi128_si512(a);
    _mm512_inserti32x4::<3>(_mm512_inserti32x4::<2>(_mm512_inserti32x4::<1>(a, b), c), d)
}

/// Within each quarter of the vectors, from four big-endian words of one lane to one word of four lanes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn transpose_four(a: Vector, b: Vector, c: Vector, d: Vector) -> [Vector; 4] {
    let big_endian = _mm512_set4_epi32(0x0c0d_0e0f, 0x0809_0a0b, 0x0405_0607, 0x0001_0203);
    let [a, b, c, d] = [a, b, c, d].map(|row| _mm512_shuffle_epi8(row, big_endian));
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
