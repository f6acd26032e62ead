//! The files of the pages: a style sheet and an icon. Each has what it says in its name, and is kept by browsers for ever.

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// For what has its content in its name.
const KEPT: &str = "public, max-age=31536000, immutable";

static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css", include_str!("style.css")));
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("icon.svg")));

/// A file, and what it is called.
struct Asset {
    name: String,
    of_type: &'static str,
    text: &'static str,
}

impl Asset {
    fn new(name: &str, ending: &str, of_type: &'static str, text: &'static str) -> Self {
        let digest = hex::encode(Sha256::digest(text));
        let version = digest.get(..16).unwrap_or(&digest);
        Self { name: format!("{name}-{version}.{ending}"), of_type, text }
    }

    fn path(&self, base: &str) -> String {
        format!("{base}/{}", self.name)
    }

    fn answer(&self) -> Response {
        ([(CONTENT_TYPE, self.of_type), (CACHE_CONTROL, KEPT)], self.text).into_response()
    }
}

/// Where the style sheet is.
pub(super) fn style(base: &str) -> String {
    STYLE.path(base)
}

/// Where the icon is.
pub(super) fn icon(base: &str) -> String {
    ICON.path(base)
}

/// Answers with both.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(base: &str) -> Router<S> {
    Router::new()
        .route(&style(base), get(async || STYLE.answer()))
        .route(&icon(base), get(async || ICON.answer()))
}
