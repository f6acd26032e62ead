//! SHA-1's rounds, once for every width of vector.

/// `rounds!(define …)` makes the function `round` for processor features, of the type `Vector` and, on it, `add`,
/// `xor`, `rotate_left`, `choose`, `parity`, `majority` and `splat`. `rounds!(state, words)` is what eighty of these
/// make of a state and the sixteen words of a block.
///
/// Not a generic function: those of a trait can't be compiled for the features of a processor.
macro_rules! rounds {
    (define $features:literal) => {
        /// Round `T`. The words are a ring: word `T` of the schedule takes the place of word `T - 16`.
        #[expect(
            clippy::arithmetic_side_effects,
            clippy::indexing_slicing,
            reason = "of constants, and below 16"
        )]
        #[inline]
        #[target_feature(enable = $features)]
        fn round<const T: usize>(
            [a, b, c, d, e]: [Vector; 5],
            words: &mut [Vector; 16],
        ) -> [Vector; 5] {
            if T >= 16 {
                let three = parity(words[(T + 13) % 16], words[(T + 8) % 16], words[(T + 2) % 16]);
                words[T % 16] = rotate_left::<1, 31>(xor(three, words[T % 16]));
            }
            let (mixed, constant) = match T / 20 {
                0 => (choose(b, c, d), 0x5a82_7999_u32),
                1 => (parity(b, c, d), 0x6ed9_eba1),
                2 => (majority(b, c, d), 0x8f1b_bcdc),
                _ => (parity(b, c, d), 0xca62_c1d6),
            };
            let input = add(add(e, splat(constant.cast_signed())), words[T % 16]);
            [add(add(input, mixed), rotate_left::<5, 27>(a)), a, rotate_left::<30, 2>(b), c, d]
        }
    };
    ($before:expr, $words:expr) => {{
        let (before, mut words): ([Vector; 5], [Vector; 16]) = ($before, $words);
        let mut state = before;
        rounds!(@each state, words:
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19
            20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39
            40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59
            60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79);
        let ([a, b, c, d, e], [f, g, h, i, j]) = (before, state);
        [add(a, f), add(b, g), add(c, h), add(d, i), add(e, j)]
    }};
    (@each $state:ident, $words:ident: $($t:literal)*) => {
        $($state = round::<$t>($state, &mut $words);)*
    };
}

pub(super) use rounds;
