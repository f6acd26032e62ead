//! `/apply`: what strangers fill in who want a product code or a server key. There is no such page unless the Store's
//! configuration says so.
//!
//! An application goes one way: it is read ([`given`]), checked, counted and kept ([`apply`]), and answered by a page or as
//! JSON ([`routes`]). Whoever runs the Store decides it, on pages of his own.

mod apply;
mod field;
mod given;
mod openapi;
mod pages;
mod problem;
mod refused;
mod routes;
mod rules;

pub(super) use routes::router;
pub use rules::ApplicationRules;

/// Where all paths begin.
const BASE: &str = "/apply";

/// Whether a path is one of these.
pub(super) fn are_at(path: &str) -> bool {
    path.strip_prefix(BASE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
