//! The interface of those who run a Store, over real sockets: a file for each path, and for what all have.

mod audit;
mod backup;
mod bill;
mod changes;
mod companies;
mod corrections;
mod displays;
mod documents;
mod months;
mod openapi;
mod pages;
mod products;
mod pruning;
mod requests;
mod secrets;
mod server;
mod server_keys;
mod servers;
mod subscriptions;
mod tokens;
mod usage;
mod why;

#[path = "../util/engine.rs"]
mod engine;
#[path = "../util/log.rs"]
mod log;
#[path = "../util/record_all.rs"]
mod record_all;

use axum::Router;
use store_auth_store::{Store, admin};

fn router(store: Store) -> Router {
    admin::router(store)
}
