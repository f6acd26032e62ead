#![doc = include_str!("../README.md")]

mod admin;
mod answering;
mod application;
mod certificates;
pub mod config;
mod connections;
mod control;
mod descriptors;
mod draining;
mod error;
mod listener;
mod log;
mod metrics;
mod record;
mod server;
mod signals;
mod stream;
mod systemd;
mod watch;
mod worker;

pub use application::Application;
pub use certificates::Certificates;
pub use control::{Control, Trigger};
pub use error::Error;
pub use metrics::Metrics;
pub use prometheus_client;
pub use server::Server;
pub use watch::Watch;
