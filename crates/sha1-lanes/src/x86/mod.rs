//! The kernels for x86-64, and calls of functions compiled for instructions that not every processor has. With the casts
//! of `vectors`, that is all unsafe code of this crate.
#![expect(unsafe_code, reason = "each block says why it is sound")]
#![expect(clippy::large_types_passed_by_value, reason = "vectors are in registers")]

mod avx2;
mod avx512;
mod rounds;
mod vectors;
mod words;

use crate::{
    lanes::{Block, LANES},
    states::States,
};

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
