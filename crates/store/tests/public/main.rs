//! The public endpoints, over real sockets: what Apps ask, and what they get, byte for byte.

mod answers;
mod authorizations;
mod call_log;
mod catalogue;
mod denials;
mod law;
mod limits;
mod lists;
mod shop;
mod signatures;
mod trials;
mod unavailable;
mod vectors;

#[path = "../util/engine.rs"]
mod engine;
#[path = "../util/log.rs"]
mod log;
#[path = "../util/metric.rs"]
mod metric;
