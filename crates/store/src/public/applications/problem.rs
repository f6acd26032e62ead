//! Why an application is not taken, for programs: `application/problem+json` (RFC 9457).

use super::refused::Refused;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header::CONTENT_TYPE};
use serde::Serialize;
use utoipa::ToSchema;

/// Why an application is not taken. Nothing of it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// `about:blank`: the status says which kind of problem it is.
    r#type: &'static str,
    /// The status in words.
    title: &'static str,
    /// The status.
    status: u16,
    /// What is wrong, and what was expected.
    detail: String,
    /// The kind of problem in one word, which never changes.
    code: &'static str,
    /// The member that is wrong, such as `contactEmail`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

pub(super) fn response(refused: &Refused) -> Response {
    let (status, code) = refused.status();
    let title = status.canonical_reason().unwrap_or_default();
    let (detail, field) = (refused.detail().to_owned(), refused.field().map(str::to_owned));
    let problem =
        Problem { r#type: "about:blank", title, status: status.as_u16(), detail, code, field };
    let mut response = (status, axum::Json(problem)).into_response();
    let of_type = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, of_type);
    response
}
