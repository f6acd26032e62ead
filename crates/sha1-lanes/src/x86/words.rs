//! Bringing the words of blocks in order, once for every width of vector.

/// `words!("features", L)` makes the functions `words` and `transpose` for processor features, of the type `Vector` and,
/// on it, `shuffle_bytes`, `big_endian` and four ways to unpack, and of `quarter_of_words` of `L` blocks.
macro_rules! words {
    ($features:literal, $lanes:literal) => {
        /// Word `t` of every block in vector `t`, as numbers.
        #[inline]
        #[target_feature(enable = $features)]
        fn words(blocks: [&Block; $lanes]) -> [Vector; 16] {
            let [w0, w1, w2, w3] = quarter_of_words::<0>(blocks);
            let [w4, w5, w6, w7] = quarter_of_words::<1>(blocks);
            let [w8, w9, w10, w11] = quarter_of_words::<2>(blocks);
            let [w12, w13, w14, w15] = quarter_of_words::<3>(blocks);
            [w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15]
        }

        /// From, in each 128 bits, four big-endian words of one lane to one word of four lanes.
        #[inline]
        #[target_feature(enable = $features)]
        fn transpose(a: Vector, b: Vector, c: Vector, d: Vector) -> [Vector; 4] {
            let (a, b) = (shuffle_bytes(a, big_endian()), shuffle_bytes(b, big_endian()));
            let (c, d) = (shuffle_bytes(c, big_endian()), shuffle_bytes(d, big_endian()));
            let (ab_low, ab_high) = (unpack_low_words(a, b), unpack_high_words(a, b));
            let (cd_low, cd_high) = (unpack_low_words(c, d), unpack_high_words(c, d));
            [
                unpack_low_pairs(ab_low, cd_low),
                unpack_high_pairs(ab_low, cd_low),
                unpack_low_pairs(ab_high, cd_high),
                unpack_high_pairs(ab_high, cd_high),
            ]
        }
    };
}

pub(super) use words;
