//! A database of `PostgreSQL`: Stores that share it, and what is acknowledged whatever becomes of it.
//!
//! Each test makes a cluster of its own with Debian's `PostgreSQL`, as root or as an ordinary user.

mod cluster;
mod cuts;
#[path = "../util/engine.rs"]
mod engine;
mod months;
mod moves;
mod proxy;
mod restarts;
mod settings;
mod several;
mod shop;
mod tls;
