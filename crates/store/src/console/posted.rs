//! A form that was sent: by a page of this console, and no other site's.

use super::{origin, state::Console, visit::Visit};
use crate::page::Fields;
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt, Limited};
use subtle::ConstantTimeEq;

/// A form that somebody has sent who is signed in.
#[derive(Debug)]
pub(super) struct Posted {
    pub(super) visit: Visit,
    pub(super) fields: Fields,
}

/// The name of the field that holds the secret of the session.
pub(super) const SECRET: &str = "_secret";
const LONGEST: usize = 1 << 18;

impl FromRequest<Console> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        origin::expect_own(&parts.headers)
            .map_err(|detail| refused(StatusCode::FORBIDDEN, detail))?;
        let visit = Visit::from_request_parts(&mut parts, console).await?;
        let fields = Fields::read(&whole(body).await?);
        let (given, own) = (fields.get(SECRET), &visit.session.secret);
        if !bool::from(given.as_bytes().ct_eq(own.as_bytes())) {
            let detail = "this form is not of your session: go back, load its page again, and send it once more";
            return Err(refused(StatusCode::FORBIDDEN, detail));
        }
        Ok(Self { visit, fields })
    }
}

/// All of a form's body.
pub(super) async fn whole(body: Body) -> Result<Bytes, Response> {
    let read = Limited::new(body, LONGEST).collect().await;
    let read = read.map(http_body_util::Collected::to_bytes);
    read.map_err(|_| refused(StatusCode::PAYLOAD_TOO_LARGE, "expected a form of up to 256 KiB"))
}

/// That a form is not even looked at.
pub(super) fn refused(status: StatusCode, detail: &'static str) -> Response {
    (status, detail).into_response()
}
