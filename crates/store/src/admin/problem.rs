//! What is wrong with a request: `application/problem+json` (RFC 9457), naming what of it.

use crate::{
    db::Unavailable,
    model::{Scope, Wrong},
    random_ids::NoRandomness,
};
use axum::response::{IntoResponse, Response};
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request is refused. It has changed nothing.
#[derive(Debug)]
pub(super) struct Problem(Box<Refusal>);

#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    header: Option<(HeaderName, HeaderValue)>,
    body: ProblemBody,
}

/// Why a request is refused. It has changed nothing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
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
    /// The member, parameter or header that is wrong, such as `vendor.website`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// The line of a document that is wrong, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// All that is wrong with a document, up to twenty mistakes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mistakes: Vec<MistakeBody>,
}

/// What is wrong with a part of a document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mistake)]
pub(super) struct MistakeBody {
    /// The line, from 1.
    pub(super) line: usize,
    /// The member, such as `companies[3].displays[0]`; empty for the document as a whole.
    pub(super) member: String,
    /// What is wrong with it, and what was expected.
    pub(super) problem: String,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let body = ProblemBody {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            field: None,
            line: None,
            mistakes: Vec::new(),
        };
        Self(Box::new(Refusal { status, header: None, body }))
    }

    /// 401: there is no token, or one that is not taken.
    pub(super) fn unauthenticated(was_given: bool, detail: &'static str) -> Self {
        let challenge = if was_given { "Bearer error=\"invalid_token\"" } else { "Bearer" };
        let problem = Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail);
        problem.with(WWW_AUTHENTICATE, challenge)
    }

    /// 403: the token is for other things.
    pub(super) fn forbidden(scope: Scope) -> Self {
        let name = scope.name();
        let detail = format!("expected a token with scope {name}");
        let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{name}\"");
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail).with(WWW_AUTHENTICATE, &challenge)
    }

    /// 404: no such thing.
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    /// 405: the path has other methods, which `Allow` says.
    pub(super) fn method() -> Self {
        let detail = "expected a method that Allow names";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail)
    }

    /// 409: the catalogue is not such that it could be done.
    pub(super) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", detail)
    }

    /// 410: it was there, and is not any more.
    pub(super) fn gone(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::GONE, "gone", detail)
    }

    /// 409: the key was used for another request.
    pub(super) fn other_request() -> Self {
        let detail = "this key came with another request, expected one key for each request";
        let problem = Self::new(StatusCode::CONFLICT, "idempotency-key-used", detail);
        problem.of("Idempotency-Key")
    }

    /// 412: the thing is another one than the client thinks.
    pub(super) fn changed(header: &'static str, detail: &'static str) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, "changed-meanwhile", detail).of(header)
    }

    /// 413: the body is too long.
    pub(super) fn too_long(limit: usize) -> Self {
        let detail = format!("expected a body of up to {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-long", detail)
    }

    /// 415: the body is of another type.
    pub(super) fn media_type(expected: &str) -> Self {
        let detail = format!("expected a body of type {expected}");
        let problem = Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail);
        problem.of("Content-Type")
    }

    /// 400: a member, parameter or header is wrong. An empty name is that of the body as a whole.
    pub(super) fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        let (field, problem) =
            (field.into(), Self::new(StatusCode::BAD_REQUEST, "invalid", detail));
        if field.is_empty() { problem } else { problem.of(field) }
    }

    /// 400: a document has mistakes.
    pub(super) fn mistakes(mistakes: Vec<MistakeBody>) -> Self {
        let first = mistakes.first();
        let (field, line, detail) = first.map_or_else(Default::default, |first| {
            (first.member.clone(), Some(first.line), first.problem.clone())
        });
        let mut problem = Self::invalid(field, detail);
        problem.0.body.line = line;
        problem.0.body.mistakes = mistakes;
        problem
    }

    /// 500: the system refuses. The log says what.
    pub(super) fn failed(error: &dyn std::error::Error) -> Self {
        tracing::error!("admin: {error}");
        let detail = "it could not be done, and the log of the Store says why";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", detail)
    }

    fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.0.header = HeaderValue::from_str(value).ok().map(|value| (name, value));
        self
    }

    fn of(mut self, field: impl Into<String>) -> Self {
        self.0.body.field = Some(field.into());
        self
    }
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Self {
        Self::invalid(wrong.member.join("."), wrong.expected)
    }
}

impl From<Unavailable> for Problem {
    fn from(error: Unavailable) -> Self {
        tracing::error!("admin: {error}");
        let problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "the database cannot be used now",
        );
        problem.with(RETRY_AFTER, "1")
    }
}

impl From<NoRandomness> for Problem {
    fn from(error: NoRandomness) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Refusal { status, header, body } = *self.0;
        let mut response = (status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.extend(header);
        response
    }
}
