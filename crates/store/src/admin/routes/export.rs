//! `/export`: the catalogue as a document.

use crate::{
    Store,
    admin::caller::{self, May},
    document::{Entries, Export},
};
use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(export))
}

/// The catalogue as a document that can be imported: without keys, and without what was removed. What is changed while it
/// is sent may be in it or not.
#[utoipa::path(get, path = "/export", security(("token" = ["read"])),
    responses((status = 200, description = "The document", body = Entries)))]
async fn export(_: May<caller::Read>, State(store): State<Store>) -> Response {
    let export = Export::new(store.clock().now());
    let pieces = stream::unfold((store, export), |(store, mut export)| async move {
        let piece = export.next_piece(&store.catalogue()).transpose()?;
        Some((piece, (store, export)))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
