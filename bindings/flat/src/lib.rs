#![cfg_attr(feature = "std", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "std"), doc = "The verifier for other languages.")]
#![no_std]
#![forbid(unsafe_code)]
// No input may panic, as in the core.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub use store_auth::{Field, Request};

mod code;
mod detail;
mod error;
mod instant;
mod problem_json;
mod settings;
mod verdict;
mod verifier;

pub use code::{Code, field_name};
pub use detail::Detail;
pub use error::SettingsError;
pub use instant::instant;
pub use problem_json::ProblemJson;
pub use settings::Settings;
pub use verdict::{Char, ID_SIZE, Message, PRODUCT_SIZE, Verdict};
pub use verifier::Verifier;
