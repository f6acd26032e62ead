//! The pages of those who run a Store, for a browser: `/console`, with a session that a token has begun.
//!
//! A page asks the admin interface, in this process and with the token of its session: what is allowed, checked and kept in
//! the audit log is decided there. The overview, the bills and the statements, which change nothing, are read of the Store
//! itself, once the token is seen to have the scope.

mod asking;
mod attempts;
mod days;
mod explain;
mod forms;
mod kept_bills;
mod layout;
mod origin;
mod pages;
mod parts;
mod plot;
mod posted;
mod sessions;
mod sign_in;
mod state;
mod text;
mod visit;

use crate::{Store, admin, page, public::PublicMetrics};
use axum::{Router, middleware, response::Redirect, routing::get};
use state::Console;

/// Where all paths begin.
const BASE: &str = "/console";

/// Answers on `/console` by pages, on `/` by the way there, and on every other path as [`admin::router`] does. `calls` is what
/// the overview tells of.
pub fn router(store: Store, calls: PublicMetrics) -> Router {
    let admin = admin::router(store.clone());
    let console = Console::new(store, admin.clone(), calls);
    let pages = pages::router()
        .merge(sign_in::router())
        .merge(page::assets(BASE))
        // With `no-referrer` browsers would not say either which page a form is from.
        .layer(middleware::map_response(async |answer| page::restricted(answer, "same-origin")))
        .merge(explain::router())
        .with_state(console);
    let home = get(async || Redirect::to("/console"));
    Router::new().merge(pages).route("/", home).fallback_service(admin)
}
