//! The authorization as an argument of an axum handler.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};
use std::convert::Infallible;
use store_auth::Authorization;

/// The [`Authorization`] of a request, as an argument of an axum handler behind a
/// [`StoreAuthLayer`](crate::StoreAuthLayer).
///
/// ```
/// use axum::{Router, routing::get};
/// use store_auth::{ServerKey, Verifier};
/// use store_auth_tower::{Authorized, StoreAuthLayer};
///
/// async fn feed(Authorized(authorization): Authorized) -> String {
///     format!("data for {}", authorization.id())
/// }
///
/// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
/// let app: Router = Router::new().route("/feed", get(feed)).layer(StoreAuthLayer::new(verifier));
/// # Ok::<(), store_auth::KeyError>(())
/// ```
///
/// `Option<Authorized>` is for handlers that have something for everybody too, some of whose routes have a layer and
/// some don't. It is `None` where no layer verified the request. A layer denies what is not authorized before a handler
/// sees it, so that it is no way to look at a denied request.
#[derive(Clone, Debug)]
pub struct Authorized(pub Authorization);

impl<S: Sync> FromRequestParts<S> for Authorized {
    type Rejection = NoLayer;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, NoLayer> {
        parts.extensions.get().cloned().map(Self).ok_or(NoLayer)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Authorized {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get().cloned().map(Self))
    }
}

/// No layer verified the request: the route lacks it, or a preflight was passed. Answered with 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("request is not verified: expected a `StoreAuthLayer` on the route of this handler")]
pub struct NoLayer;

impl IntoResponse for NoLayer {
    fn into_response(self) -> Response {
        tracing::error!(target: "store_auth_tower", "{self}");
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{self}\n")).into_response()
    }
}
