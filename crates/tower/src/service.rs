//! The service: one request after another.

use crate::{
    config::Config,
    future::ResponseFuture,
    respond::{ProblemJson, Respond},
    stripped::trace_stripped,
    trace::trace_denied,
};
use http::{
    Method, Request, Response,
    header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN},
    request::Parts,
};
use std::{
    sync::Arc,
    task::{Context, Poll},
};
use tower_service::Service;

/// A service behind a [`StoreAuthLayer`](crate::StoreAuthLayer).
#[derive(Clone, Debug)]
pub struct StoreAuth<S, R = ProblemJson> {
    pub(crate) inner: S,
    pub(crate) config: Arc<Config>,
    pub(crate) respond: R,
}

impl<S, R, ReqBody, ResBody> Service<Request<ReqBody>> for StoreAuth<S, R>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    R: Respond<ResBody>,
{
    type Response = Response<ResBody>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, ResBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let (mut head, body) = request.into_parts();
        match self.admit(&mut head) {
            Ok(()) => ResponseFuture::let_in(self.inner.call(Request::from_parts(head, body))),
            Err(response) => ResponseFuture::denied(response),
        }
    }
}

impl<S, R> StoreAuth<S, R> {
    /// Makes a head fit for the inner service, or the answer to a denied one.
    fn admit<B>(&self, head: &mut Parts) -> Result<(), Response<B>>
    where
        R: Respond<B>,
    {
        let config = &self.config;
        if config.passes_preflight && is_preflight(head) {
            config.strip(head);
            return Ok(());
        }
        let verdict = config.verify(head);
        if let Err(denied) = &verdict {
            config.fields.with_request(head.uri.query(), &head.headers, |request| {
                trace_denied(denied, request);
            });
            trace_stripped(denied, &config.fields, &head.extensions);
        }
        // Before the functions of the user, which may log what they get.
        config.strip(head);
        if let Some(on_verdict) = &config.on_verdict {
            on_verdict(verdict.as_ref(), head);
        }
        let authorization =
            verdict.map_err(|denied| self.respond.respond(&denied, head, &config.fields))?;
        head.extensions.insert(authorization);
        Ok(())
    }
}

/// As the Fetch standard defines it.
fn is_preflight(head: &Parts) -> bool {
    head.method == Method::OPTIONS
        && head.headers.contains_key(ORIGIN)
        && head.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
