#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// No input may panic: whatever could is denied where it stands.
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

/// The crate whose `DateTime<Utc>` all times here are.
pub use chrono;

mod ascii;
mod authorization;
#[cfg(feature = "batch")]
mod batch;
mod calendar;
#[cfg(feature = "std")]
mod clock;
mod denied;
mod expiry;
#[cfg(feature = "explain")]
pub mod explain;
mod instant;
mod key;
mod key_ring;
mod malformed;
mod message;
mod query;
mod request;
#[cfg(feature = "serde")]
mod serialize;
mod signature;
mod signer;
mod token;
mod verifier;

pub use authorization::Authorization;
pub use denied::Denied;
pub use expiry::Expiry;
pub use key::{KeyError, ServerKey};
pub use key_ring::KeyRing;
pub use malformed::{Field, Malformed, Problem};
pub use request::Request;
pub use signature::Signature;
pub use signer::Signer;
pub use verifier::{ExpiryEncoding, Verifier};
