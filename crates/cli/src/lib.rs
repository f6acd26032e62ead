//! The parts of the command `storeauth`.
//!
//! This library exists for the command and its tests. Programs use the crate `store-auth`.

mod audit;
mod audit_text;
mod cli;
mod conformance;
mod demo;
mod documentation;
mod exec;
mod explain;
mod explain_text;
mod gateway;
mod generate;
mod key_file;
mod keygen;
mod lines;
mod options;
mod progress;
mod query;
mod report;
mod request_line;
mod sample_log;
mod sample_request;
mod sign;
mod verify;

pub use cli::main;
pub use request_line::{Answer, answer};
