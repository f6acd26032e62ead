#![doc = include_str!("../README.md")]

mod admin;
mod answer;
mod config;
mod connections;
mod descriptors;
mod error;
mod explain;
mod gateway;
mod key_file;
mod keys;
mod listener;
mod log;
mod metrics;
mod reload;
mod source;
mod stream;
mod tls;
mod watch;
mod worker;

pub use config::Config;
pub use error::Error;
pub use gateway::Gateway;
pub use key_file::{KeyFileError, read_key_file, read_key_file_as};
