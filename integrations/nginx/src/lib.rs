//! An nginx module that lets in whom the Store authorized: `README.md` says how it is built and configured.
//!
//! A request comes in at one of nginx's callbacks, which all are in `border`, as is all unsafe code. Behind it are a
//! location's `settings`, its `access` decision, and `variables` that tell of the verdict.

// No input may panic, as in the core; what does all the same ends at the border.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]

mod access;
mod border;
mod settings;
mod values;
mod variables;
