#![cfg_attr(feature = "std", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "std"), doc = "The key that the bytes of a file are.")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod clean;
#[cfg(feature = "std")]
mod error;
mod flaw;
#[cfg(feature = "std")]
mod key_file;
mod key_in;
#[cfg(feature = "std")]
mod open;
#[cfg(feature = "std")]
mod read;
#[cfg(feature = "std")]
mod secret;

pub use clean::clean;
#[cfg(feature = "std")]
pub use error::KeyFileError;
pub use flaw::Flaw;
#[cfg(feature = "std")]
pub use key_file::KeyFile;
pub use key_in::key_in;
#[cfg(feature = "std")]
pub use read::{read_key_file, read_text};
#[cfg(feature = "std")]
pub use secret::read_secret;
