//! The parts of the command `storeauth`.
//!
//! This library exists for the command and its tests. Programs use the crate `store-auth`.

mod cli;
mod conformance;
mod demo;
mod documentation;
mod exec;
mod key_file;
mod keygen;
mod lines;
mod options;
mod report;
mod request_line;
mod sign;
mod verify;

pub use cli::main;
pub use request_line::{Answer, answer};
