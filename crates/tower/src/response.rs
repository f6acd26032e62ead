//! What a denied request is answered.

use crate::Fields;
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE},
    request::Parts,
};
use serde::Serialize;
use store_auth::{Denied, Field, Malformed, Problem};

/// The authentication scheme of challenges.
const SCHEME: &str = "StoreAuth";

/// The status of a denial: 403 for a request that the Store did authorize, but this server doesn't serve, and 401 for
/// every other.
#[must_use]
pub fn status(denied: &Denied) -> StatusCode {
    match denied {
        Denied::ProductNotAllowed | Denied::LifetimeTooLong { .. } => StatusCode::FORBIDDEN,
        _ => StatusCode::UNAUTHORIZED,
    }
}

/// The answer to a denied request: its [`status`], a challenge, and the reason as `application/problem+json`
/// ([RFC 9457]). It must not be stored.
///
/// | member | value |
/// |---|---|
/// | `title` | the status in words |
/// | `status` | 401 or 403 |
/// | `detail` | the reason for people; names the field, and what was expected |
/// | `code` | the reason for machines, [`Denied::code`] |
/// | `field` | the first bad field, where the request is malformed: `id`, `pc`, `expiry` or `signature` |
///
/// The challenge of a 401 is `StoreAuth error="expired"` or whichever code it is, after the manner of Bearer
/// ([RFC 6750]). As there, one that lacks a field gets `StoreAuth` alone: nothing was offered that could be wrong.
/// A 403 has none, since other credentials for the same product would not help.
///
/// ```
/// use bytes::Bytes;
/// use store_auth::Denied;
/// use store_auth_tower::{Fields, response};
///
/// let answer: http::Response<Bytes> = response(&Denied::SignatureMismatch, &Fields::query());
/// assert_eq!(answer.status(), 401);
/// assert_eq!(answer.headers()["www-authenticate"], "StoreAuth error=\"signature-mismatch\"");
/// assert_eq!(
///     answer.body(),
///     "{\"title\":\"Unauthorized\",\"status\":401,\
///       \"detail\":\"signature does not match: no accepted server key makes it for this id, pc and expiry\",\
///       \"code\":\"signature-mismatch\"}",
/// );
/// ```
///
/// [RFC 6750]: https://www.rfc-editor.org/rfc/rfc6750#section-3
/// [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457
#[must_use]
pub fn response<B: From<Bytes>>(denied: &Denied, fields: &Fields) -> Response<B> {
    let status = status(denied);
    let members = Members {
        title: status.canonical_reason().unwrap_or_default(),
        status: status.as_u16(),
        detail: fields.message(denied),
        code: denied.code(),
        field: denied.field().map(Field::name),
    };
    // Writing strings and a number to memory has nothing to fail for.
    let body = serde_json::to_vec(&members).unwrap_or_default();

    let mut response = Response::new(B::from(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, challenge(denied));
    }
    response
}

/// The members in their order. `type` is `about:blank` where it is left out, which asks for the status as title.
#[derive(Serialize)]
struct Members {
    title: &'static str,
    status: u16,
    detail: String,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}

fn challenge(denied: &Denied) -> HeaderValue {
    let error = match denied {
        Denied::Malformed(Malformed { problem: Problem::Missing, .. }) => None,
        _ => HeaderValue::try_from(format!("{SCHEME} error=\"{}\"", denied.code())).ok(),
    };
    error.unwrap_or(HeaderValue::from_static(SCHEME))
}

/// What answers denied requests: [`ProblemJson`], or a function given to
/// [`StoreAuthLayer::on_denied`](crate::StoreAuthLayer::on_denied).
pub trait Respond<B> {
    /// The answer.
    fn respond(&self, denied: &Denied, request: &Parts, fields: &Fields) -> Response<B>;
}

/// Answers with [`response`].
#[derive(Clone, Copy, Debug, Default)]
pub struct ProblemJson;

impl<B: From<Bytes>> Respond<B> for ProblemJson {
    fn respond(&self, denied: &Denied, _request: &Parts, fields: &Fields) -> Response<B> {
        response(denied, fields)
    }
}

impl<B, F: Fn(&Denied, &Parts) -> Response<B>> Respond<B> for F {
    fn respond(&self, denied: &Denied, request: &Parts, _fields: &Fields) -> Response<B> {
        self(denied, request)
    }
}
