#![doc = include_str!("../README.md")]

mod clean;
mod error;
mod flaw;
mod open;
mod read;
mod secret;

pub use clean::clean;
pub use error::KeyFileError;
pub use flaw::Flaw;
pub use read::{read_key_file, read_key_file_by, read_text, read_text_by};
pub use secret::read_secret;
