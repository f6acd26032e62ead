#![doc = include_str!("../docs/library.md")]
#![doc = include_str!("../docs/rules.md")]
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
mod check;
#[cfg(feature = "std")]
mod clock;
mod denied;
mod expiry;
mod expiry_encoding;
mod field;
mod field_text;
mod grammar;
mod instant;
mod iso8601;
mod key;
mod key_ring;
mod malformed;
mod message;
mod policy;
#[cfg(feature = "serde")]
mod policy_data;
mod query;
mod redact;
mod request;
mod seconds;
#[cfg(feature = "serde")]
mod serialize;
#[cfg(feature = "shared")]
mod shared_verifier;
mod signature;
mod signed_request;
mod signer;
mod token;
mod unknown_name;
mod verifier;

pub use authorization::Authorization;
pub use denied::Denied;
pub use expiry::Expiry;
pub use expiry_encoding::ExpiryEncoding;
pub use field::Field;
pub use field_text::FieldText;
pub use iso8601::Iso8601;
pub use key::{KeyError, ServerKey};
pub use key_ring::KeyRing;
pub use malformed::{Malformed, Problem};
pub use policy::Policy;
pub use redact::Redacted;
pub use request::Request;
#[cfg(feature = "shared")]
pub use shared_verifier::SharedVerifier;
pub use signature::Signature;
pub use signed_request::SignedRequest;
pub use signer::Signer;
pub use unknown_name::UnknownName;
pub use verifier::Verifier;
