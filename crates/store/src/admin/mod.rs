//! The interface of those who run a Store: `/admin/v1` over HTTP, with a bearer token.
//!
//! A request enters by its id, its token, the scope that its handler needs, and its body; it leaves by a change that is
//! made once, or a page.

mod answer;
mod asked;
mod caller;
mod changing;
mod conditions;
mod of_path;
mod openapi;
mod page;
mod problem;
mod query;
mod request_id;
#[expect(unused_qualifications, reason = "of what describes a handler, a macro names the types so")]
mod routes;
mod search;

pub(crate) use caller::{Caller, SignedIn, taken};
pub(crate) use openapi::BASE;

use crate::Store;
use axum::{Router, middleware};
use problem::Problem;

/// Answers on all paths of `/admin/v1`, and 404 on every other.
pub fn router(store: Store) -> Router {
    let (routes, document) = openapi::documented();
    let authenticate = middleware::from_fn_with_state(store.clone(), caller::authenticate);
    let identify = middleware::from_fn_with_state(store.clone(), request_id::identify);
    let paths = routes
        .route_layer(authenticate)
        .merge(openapi::router(&document))
        .method_not_allowed_fallback(async || Problem::method());
    Router::new()
        .nest(BASE, paths)
        .fallback(async || Problem::not_found("no such path"))
        .layer(identify)
        .with_state(store)
}
