//! What answers denied requests.

use crate::{
    fields::Fields,
    response::{head, response},
};
use bytes::Bytes;
use http::{Response, request::Parts};
use store_auth::Denied;

/// What answers denied requests: [`ProblemJson`], [`WithoutBody`], or a function given to
/// [`StoreAuthLayer::on_denied`](crate::StoreAuthLayer::on_denied).
///
/// `B` is the body of the inner service's answers, which these are of too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't answer denied requests with the body `{B}`",
    note = "`StoreAuthLayer::new` asks for a body that is `From<Bytes>`, as those of axum and `http_body_util::Full` are",
    note = "`StoreAuthLayer::without_body` asks for one that is `Default`, as those of tonic and `tower_http::services::ServeDir` are",
    note = "`StoreAuthLayer::on_denied` takes a function that makes any"
)]
pub trait Respond<B> {
    /// The answer. The head is without the fields where the layer [strips](crate::StoreAuthLayer::strip) them.
    fn respond(&self, denied: &Denied, head: &Parts, fields: &Fields) -> Response<B>;
}

/// Answers with [`response`].
#[derive(Clone, Copy, Debug, Default)]
pub struct ProblemJson;

impl<B: From<Bytes>> Respond<B> for ProblemJson {
    fn respond(&self, denied: &Denied, _head: &Parts, fields: &Fields) -> Response<B> {
        response(denied, fields)
    }
}

/// Answers with the status and the challenge of [`response`], and an empty body.
#[derive(Clone, Copy, Debug, Default)]
pub struct WithoutBody;

impl<B: Default> Respond<B> for WithoutBody {
    fn respond(&self, denied: &Denied, _head: &Parts, _fields: &Fields) -> Response<B> {
        head(denied).map(|()| B::default())
    }
}

impl<B, F: Fn(&Denied, &Parts, &Fields) -> Response<B>> Respond<B> for F {
    fn respond(&self, denied: &Denied, head: &Parts, fields: &Fields) -> Response<B> {
        self(denied, head, fields)
    }
}
