//! The parts of the command `storeauth`.
//!
//! This library exists for the command and its tests. Programs use the crate `store-auth`.

mod cli;
mod commands;
mod lines;
mod options;
mod output;
mod samples;
#[cfg(all(unix, feature = "store"))]
mod store_api;

pub use cli::main;
