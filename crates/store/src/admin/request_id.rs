//! The id of a request, which its answer and the audit log have, and the version of the catalogue that it is answered by.

use super::problem::Problem;
use crate::{Store, random_ids};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The version of the catalogue that an answer is of, or a newer one.
pub(super) const CATALOGUE_VERSION: HeaderName = HeaderName::from_static("catalogue-version");
const LONGEST: usize = 64;

/// What a request is called.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// Takes the id that a request has, or makes one, and puts it into the answer beside the catalogue's version.
pub(super) async fn identify(
    State(store): State<Store>,
    mut request: Request,
    next: Next,
) -> Response {
    let given = request.headers().get(&X_REQUEST_ID).and_then(|value| value.to_str().ok());
    let id = match given.filter(|id| is_one(id)) {
        Some(id) => id.to_owned(),
        None => match random_ids::request_id() {
            Ok(id) => id,
            Err(error) => return Problem::from(error).into_response(),
        },
    };
    let value = HeaderValue::from_str(&id).ok();
    request.extensions_mut().insert(RequestId(id));
    let version = store.catalogue().version();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.extend(value.map(|value| (X_REQUEST_ID, value)));
    headers.entry(CATALOGUE_VERSION).or_insert_with(|| version.into());
    response
}

fn is_one(id: &str) -> bool {
    let is_of_one = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(is_of_one)
}
