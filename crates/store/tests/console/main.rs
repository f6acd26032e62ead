//! The console, over real sockets as a browser asks: who gets in, what a form may do, and what stands on its pages.

mod applied;
mod browser;
mod changes;
mod forgery;
mod form;
mod lists;
mod pages;
mod routes;
mod scopes;
mod scripts;
mod sessions;
mod typing;

#[path = "../util/engine.rs"]
mod engine;
#[path = "../util/log.rs"]
mod log;
#[expect(dead_code, reason = "the tests of the interface use more of it")]
#[path = "../admin/server.rs"]
mod server;

use axum::Router;
use store_auth_store::{Store, console, public::PublicMetrics};

fn router(store: Store) -> Router {
    console::router(store, PublicMetrics::new())
}
