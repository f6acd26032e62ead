//! Sixteen lanes in vectors of 512 bits. State and schedule fit into the 32 registers.

use super::{m512_from_block, m512_from_words, rounds::rounds, words_from_m512};
use crate::{Block, LANES, States};
use core::arch::x86_64::{
    __m512i as Vector, _mm512_add_epi32 as add, _mm512_rol_epi32, _mm512_set1_epi32 as splat,
    _mm512_set4_epi32, _mm512_shuffle_epi8, _mm512_shuffle_i32x4, _mm512_ternarylogic_epi32,
    _mm512_unpackhi_epi32, _mm512_unpackhi_epi64, _mm512_unpacklo_epi32, _mm512_unpacklo_epi64,
    _mm512_xor_si512 as xor,
};

/// Compresses one block of each lane.
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn compress(states: &mut States, blocks: [&Block; LANES]) {
    let rows = blocks.map(|block| m512_from_block(*block));
    let before = states.map(m512_from_words);
    *states = compress_words(before, transpose(rows)).map(words_from_m512);
}

rounds!("avx512f,avx512bw");

/// From a block in each row to word `t` of every lane in row `t`, as numbers.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn transpose(rows: [Vector; 16]) -> [Vector; 16] {
    let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15] = rows;
    // Each row of `i` has words 0, 4, 8 and 12 more than `i` of four lanes.
    let [a0, a1, a2, a3] = transpose_four(r0, r1, r2, r3);
    let [b0, b1, b2, b3] = transpose_four(r4, r5, r6, r7);
    let [c0, c1, c2, c3] = transpose_four(r8, r9, r10, r11);
    let [d0, d1, d2, d3] = transpose_four(r12, r13, r14, r15);
    let [w0, w4, w8, w12] = transpose_quarters(a0, b0, c0, d0);
    let [w1, w5, w9, w13] = transpose_quarters(a1, b1, c1, d1);
    let [w2, w6, w10, w14] = transpose_quarters(a2, b2, c2, d2);
    let [w3, w7, w11, w15] = transpose_quarters(a3, b3, c3, d3);
    [w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15]
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

/// From all quarters of one vector to one quarter of all vectors.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn transpose_quarters(a: Vector, b: Vector, c: Vector, d: Vector) -> [Vector; 4] {
    const EVEN: i32 = 0b10_00_10_00;
    const ODD: i32 = 0b11_01_11_01;
    let (ab_even, ab_odd) = (_mm512_shuffle_i32x4::<EVEN>(a, b), _mm512_shuffle_i32x4::<ODD>(a, b));
    let (cd_even, cd_odd) = (_mm512_shuffle_i32x4::<EVEN>(c, d), _mm512_shuffle_i32x4::<ODD>(c, d));
    [
        _mm512_shuffle_i32x4::<EVEN>(ab_even, cd_even),
        _mm512_shuffle_i32x4::<EVEN>(ab_odd, cd_odd),
        _mm512_shuffle_i32x4::<ODD>(ab_even, cd_even),
        _mm512_shuffle_i32x4::<ODD>(ab_odd, cd_odd),
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
