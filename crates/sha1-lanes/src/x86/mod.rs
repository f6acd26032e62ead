//! The kernels for x86-64, and all unsafe code of this crate: it calls functions compiled for instructions that not
//! every processor has, and takes the bits of vectors for those of arrays.
#![expect(unsafe_code, reason = "each block says why it is sound")]
#![expect(clippy::large_types_passed_by_value, reason = "vectors are in registers")]

mod avx2;
mod avx512;
mod rounds;
mod words;

use crate::{Block, LANES, States};
use core::arch::x86_64::{__m128i, __m256i, __m512i};

/// Defines the proof that this machine has a set of instructions, and what can be done with it.
macro_rules! backend {
    ($(#[$doc:meta])* $name:ident, $detection:ident, $kernel:ident, $($feature:tt)*) => {
        cpufeatures::new!($detection, $($feature),*);

        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) struct $name(());

        impl $name {
            /// What the processor and the operating system say; asked once in the life of a process.
            pub(crate) fn detect() -> Option<Self> {
                $detection::get().then_some(Self(()))
            }

            pub(crate) fn compress<const N: usize>(
                self,
                states: &mut States,
                messages: [&[Block; N]; LANES],
                blocks: usize,
            ) {
                $(#[target_feature(enable = $feature)])*
                fn compress<const N: usize>(
                    states: &mut States,
                    messages: [&[Block; N]; LANES],
                    blocks: usize,
                ) {
                    $kernel::compress(states, messages, blocks);
                }
                // SAFETY: `detect`, the only source of `self`, has found every one of these features.
                unsafe { compress(states, messages, blocks) }
            }

            pub(crate) fn words(self, blocks: [&Block; LANES]) -> [[u32; LANES]; 16] {
                $(#[target_feature(enable = $feature)])*
                fn words(blocks: [&Block; LANES]) -> [[u32; LANES]; 16] {
                    $kernel::words_of_lanes(blocks)
                }
                // SAFETY: `detect`, the only source of `self`, has found every one of these features.
                unsafe { words(blocks) }
            }

            pub(crate) fn vectorize<R>(self, f: impl FnOnce() -> R) -> R {
                $(#[target_feature(enable = $feature)])*
                fn vectorize<R>(f: impl FnOnce() -> R) -> R {
                    f()
                }
                // SAFETY: `detect`, the only source of `self`, has found every one of these features.
                unsafe { vectorize(f) }
            }
        }
    };
}

backend!(
    /// Proof of AVX-512 as servers have had it since 2017.
    ///
    /// The compiler takes F16C to come with it too. That is not among the names of `cpufeatures`; no processor has one
    /// without the other.
    Avx512, avx512_detection, avx512,
    "avx512f" "avx512bw" "avx512dq" "avx512vl" "avx2" "fma" "bmi1" "bmi2" "popcnt"
);

backend!(
    /// Proof of AVX2 with the scalar instructions that came along with it.
    Avx2, avx2_detection, avx2,
    "avx2" "bmi1" "bmi2" "popcnt"
);

/// Block `index` of each lane.
///
/// Here, as a closure that is compiled for processor features is not inlined in what is not, such as `map`.
#[inline]
#[expect(clippy::indexing_slicing, reason = "the callers' indices are below N")]
fn blocks_at<const N: usize, const L: usize>(
    messages: [&[Block; N]; L],
    index: usize,
) -> [&Block; L] {
    messages.map(|message| &message[index])
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "Q is a constant below 4")]
fn quarter<const Q: usize>(block: &Block) -> __m128i {
    m128s_from_block(*block)[Q]
}

/// Defines functions that take the bits of one type for those of another.
macro_rules! casts {
    ($($name:ident: $from:ty => $to:ty;)*) => {$(
        #[inline]
        fn $name(from: $from) -> $to {
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
