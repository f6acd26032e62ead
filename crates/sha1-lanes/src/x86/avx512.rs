//! Sixteen lanes in vectors of 512 bits. State and schedule fit into the 32 registers.

use super::{
    rounds::rounds,
    vectors::{blocks_at, m512_from_words, quarter, words_from_m512},
    words::words,
};
use crate::{
    lanes::{Block, LANES},
    states::States,
};
use core::arch::x86_64::{
    __m512i as Vector, _mm512_add_epi32 as add, _mm512_castsi128_si512, _mm512_inserti32x4,
    _mm512_rol_epi32, _mm512_set1_epi32 as splat, _mm512_set4_epi32,
    _mm512_shuffle_epi8 as shuffle_bytes, _mm512_ternarylogic_epi32,
    _mm512_unpackhi_epi32 as unpack_high_words, _mm512_unpackhi_epi64 as unpack_high_pairs,
    _mm512_unpacklo_epi32 as unpack_low_words, _mm512_unpacklo_epi64 as unpack_low_pairs,
    _mm512_xor_si512 as xor,
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
    // Not by `map`, which would not be inlined.
    let mut lanes = [[0; LANES]; 16];
    for (lanes, word) in lanes.iter_mut().zip(words(blocks)) {
        *lanes = words_from_m512(word);
    }
    lanes
}

rounds!(define "avx512f,avx512bw");

words!("avx512f,avx512bw", 16);

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

/// The order of bytes that makes numbers of big-endian words.
#[inline]
#[target_feature(enable = "avx512f")]
fn big_endian() -> Vector {
    _mm512_set4_epi32(0x0c0d_0e0f, 0x0809_0a0b, 0x0405_0607, 0x0001_0203)
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
