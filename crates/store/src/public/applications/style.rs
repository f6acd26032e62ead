//! The style sheet and the icon, which are the console's. Each has what it says in its name, and is kept by browsers for ever.

use super::BASE;
use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../../console/style.css");
const ICON: &str = include_str!("../../console/icon.svg");

pub(super) fn style() -> String {
    path("style", "css", STYLE)
}

pub(super) fn icon() -> String {
    path("icon", "svg", ICON)
}

fn path(name: &str, ending: &str, text: &str) -> String {
    let digest = hex::encode(Sha256::digest(text));
    format!("{BASE}/{name}-{}.{ending}", digest.get(..16).unwrap_or(&digest))
}

pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(&style(), get(async || kept("text/css", STYLE)))
        .route(&icon(), get(async || kept("image/svg+xml", ICON)))
}

fn kept(of_type: &'static str, text: &'static str) -> Response {
    let forever = "public, max-age=31536000, immutable";
    ([(CONTENT_TYPE, of_type), (CACHE_CONTROL, forever)], text).into_response()
}
