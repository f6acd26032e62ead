//! A database of `PostgreSQL`: Stores that share it, and what is acknowledged whatever becomes of it.
//!
//! Each test makes a cluster of its own with Debian's `PostgreSQL`, as root or as an ordinary user.

mod applications;
mod apps;
#[path = "../public/catalogue.rs"]
#[allow(dead_code, reason = "another test program has keys besides")]
mod catalogue;
mod cluster;
mod cuts;
#[path = "../util/engine.rs"]
mod engine;
mod keyed_changes;
mod months;
mod moved_months;
mod moves;
mod proxy;
mod restarts;
mod settings;
mod several;
mod shop;
mod standby;
mod tls;
mod versions;
mod wait;
