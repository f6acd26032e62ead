//! What a denied request is answered.

use crate::fields::Fields;
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE},
};
use serde::Serialize;
use store_auth::{Denied, Field};

/// The answer to a denied request: [its status](Denied::status), [a challenge](Denied::challenge), and the reason as
/// `application/problem+json` ([RFC 9457]). It must not be stored.
///
/// | member | value |
/// |---|---|
/// | `title` | the status in words |
/// | `status` | 401 or 403 |
/// | `detail` | the reason for people; names the field, and what was expected |
/// | `reason` | the reason for machines, [`Denied::code`] |
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
///       \"reason\":\"signature-mismatch\"}",
/// );
/// ```
///
/// [RFC 6750]: https://www.rfc-editor.org/rfc/rfc6750#section-3
/// [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457
#[must_use]
pub fn response<B: From<Bytes>>(denied: &Denied, fields: &Fields) -> Response<B> {
    let head = head(denied);
    let status = head.status();
    let members = Members {
        title: status.canonical_reason().unwrap_or_default(),
        status: status.as_u16(),
        detail: fields.message(denied),
        reason: denied.code(),
        field: denied.field().map(Field::name),
    };
    // Writing strings and a number to memory has nothing to fail for.
    let body = serde_json::to_vec(&members).unwrap_or_default();
    let mut response = head.map(|()| B::from(body.into()));
    let problem = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, problem);
    response
}

/// What is the same whatever the body.
pub(crate) fn head(denied: &Denied) -> Response<()> {
    let mut response = Response::new(());
    // The core knows no other status than 401 and 403.
    *response.status_mut() =
        StatusCode::from_u16(denied.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(challenge) = denied.challenge() {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}

/// The members in their order. `type` is `about:blank` where it is left out, which asks for the status as title.
#[derive(Serialize)]
struct Members {
    title: &'static str,
    status: u16,
    detail: String,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}
