//! What the paths for programs say of themselves: `OpenAPI` 3.1, made of their handlers.

use super::BASE;
use axum::{Router, response::IntoResponse, routing::get};
use http::header::CONTENT_TYPE;
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

/// Without the paths.
pub(super) fn document() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Applications to a Store")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Applies for product codes and server keys."));
    OpenApiBuilder::new().info(info.build()).build()
}

/// The description at its path.
pub(super) fn router<S: Clone + Send + Sync + 'static>(document: &OpenApi) -> Router<S> {
    // Texts and lists: there is nothing that could not be written.
    let document = bytes::Bytes::from(document.to_json().unwrap_or_default());
    let answer = ([(CONTENT_TYPE, "application/json")], document);
    Router::new().route(&format!("{BASE}/openapi.json"), get(async move || answer.into_response()))
}
