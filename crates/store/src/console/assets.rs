//! The files of the pages: a style sheet and an icon. Each has what it says in its name, and is kept by browsers for ever.

use super::headers::KEPT;
use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// A file, and where it is.
#[derive(Debug)]
pub(super) struct Asset {
    pub(super) path: String,
    of_type: &'static str,
    text: &'static str,
}

pub(super) fn style() -> &'static Asset {
    static STYLE: OnceLock<Asset> = OnceLock::new();
    STYLE.get_or_init(|| Asset::new("style", "css", "text/css", include_str!("style.css")))
}

pub(super) fn icon() -> &'static Asset {
    static ICON: OnceLock<Asset> = OnceLock::new();
    ICON.get_or_init(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("icon.svg")))
}

impl Asset {
    fn new(name: &str, ending: &str, of_type: &'static str, text: &'static str) -> Self {
        let digest = hex::encode(Sha256::digest(text));
        let version = digest.get(..16).unwrap_or(&digest);
        Self { path: format!("/console/{name}-{version}.{ending}"), of_type, text }
    }

    fn answer(&self) -> Response {
        ([(CONTENT_TYPE, self.of_type), (CACHE_CONTROL, KEPT)], self.text).into_response()
    }
}

pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(&style().path, get(async || style().answer()))
        .route(&icon().path, get(async || icon().answer()))
}
