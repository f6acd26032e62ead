//! What strangers apply for, over real sockets: what is taken of them, how much, and what comes of it.

mod atomic;
mod audit;
mod backups;
mod decisions;
mod forgotten;
mod forms;
mod kept;
mod limits;
mod pages;
mod queue;
mod rows;
mod strangers;
mod texts;

#[path = "../console/browser.rs"]
mod browser;
#[path = "../util/engine.rs"]
mod engine;
#[expect(dead_code, reason = "the tests of the console use more of it")]
#[path = "../console/form.rs"]
mod form;
#[path = "../util/log.rs"]
mod log;
#[path = "../util/metric.rs"]
mod metric;
#[expect(dead_code, reason = "the tests of the interface use more of it")]
#[path = "../admin/server.rs"]
mod server;

use axum::Router;
use store_auth_store::{Store, console, public::PublicMetrics};

fn router(store: Store) -> Router {
    console::router(store, PublicMetrics::new())
}
