#![doc = include_str!("../README.md")]
#![allow(
    clippy::needless_doctest_main,
    reason = "the README holds programs that compile as they are pasted"
)]
#![no_std]
// No input may panic.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]

mod backend;
mod digest;
mod lanes;
mod portable;
mod states;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use backend::Backend;
pub use digest::digest_each;
pub use lanes::LANES;
pub use states::{INITIAL, States};
