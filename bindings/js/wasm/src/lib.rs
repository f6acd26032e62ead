//! One verifier for JavaScript, in an instance of WebAssembly of its own.
//!
//! [`Draft`] is made of texts and numbers, one after the other, and becomes the verifier that the instance has for good.
//! What crosses is in `border`.

// No input may panic: it would be a trap.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]

mod border;
mod draft;
mod numbers;

pub use draft::Draft;
