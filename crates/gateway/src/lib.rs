#![doc = include_str!("../README.md")]

mod answer;
mod check;
mod config;
mod error;
mod explain;
mod gateway;
mod held_keys;
mod keys;
mod metrics;
mod reload;
mod source;

pub use config::Config;
pub use error::Error;
pub use gateway::Gateway;
