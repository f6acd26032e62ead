#![doc = include_str!("../README.md")]

mod admin;
mod answering;
mod application;
mod certificates;
pub mod config;
mod connections;
mod control;
mod conversation;
mod descriptors;
mod draining;
mod error;
mod listener;
mod log;
mod lossy_stderr;
mod metrics;
mod parts;
mod record;
mod server;
mod signals;
mod sockets;
mod stream;
mod systemd;
mod trial;
mod watch;
mod worker;

pub use application::Application;
pub use certificates::Certificates;
pub use control::{Control, Trigger};
pub use error::Error;
pub use log::Logging;
pub use metrics::Metrics;
pub use parts::{Part, Parts};
pub use prometheus_client;
pub use server::Server;
pub use trial::check;
pub use watch::Watch;
