//! An nginx module that lets in whom the Store authorized: `README.md` says how it is built and configured.
//!
//! A request comes in at one of nginx's callbacks, which all are in `module`. Behind it are a location's `settings`, its `access`
//! decision, and `variables` that tell of the verdict. What nginx passes is made safe to use by `border`: unsafe code is in these
//! two folders alone.

// No input may panic, as in the core; what does all the same ends in `module`.
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
mod module;
mod settings;
mod values;
mod variables;
