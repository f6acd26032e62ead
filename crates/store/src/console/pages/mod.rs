//! The pages: a file for each kind of thing.

mod application_decisions;
mod application_text;
mod applications;
mod audit;
mod bill_lines;
mod bills;
mod companies;
mod company_end;
mod corrections;
mod displays;
mod months;
mod overview;
mod product_form;
mod products;
mod server_keys;
mod servers;
mod subscription;
mod subscription_end;
mod subscriptions;
mod tokens;
mod why;

use super::{layout, state::Console, visit::Visit};
use axum::{
    Router,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::StatusCode;
use maud::html;

/// All of them.
pub(super) fn router() -> Router<Console> {
    [
        application_decisions::router(),
        applications::router(),
        audit::router(),
        bills::router(),
        companies::router(),
        company_end::router(),
        corrections::router(),
        displays::router(),
        months::router(),
        overview::router(),
        products::router(),
        server_keys::router(),
        servers::router(),
        subscription::router(),
        subscription_end::router(),
        subscriptions::router(),
        tokens::router(),
        why::router(),
    ]
    .into_iter()
    .fold(Router::new(), Router::merge)
    .route("/console/", get(async || Redirect::to("/console")))
    .route("/console/{*path}", get(none).post(none))
}

async fn none(visit: Visit) -> Response {
    let content = html! { p { "Choose one of the pages above." } };
    (StatusCode::NOT_FOUND, layout::page(&visit, "There is no such page", &content)).into_response()
}
