//! The service: one request after another.

use crate::{Respond, ResponseFuture, layer::Config, trace_denied};
#[cfg(feature = "axum")]
use axum::extract::OriginalUri;
use http::{
    HeaderMap, Method, Request, Response, Uri,
    header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN},
};
use std::{
    sync::Arc,
    task::{Context, Poll},
};
use store_auth::{Authorization, Denied};
use tower_service::Service;

/// A service behind a [`StoreAuthLayer`](crate::StoreAuthLayer).
#[derive(Clone, Debug)]
pub struct StoreAuth<S, R = crate::ProblemJson> {
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

    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        let config = &self.config;
        if !(config.passes_preflight && is_preflight(&request)) {
            match config.verify(request.uri(), request.headers()) {
                Ok(authorization) => {
                    request.extensions_mut().insert(authorization);
                }
                Err(denied) => {
                    let (head, _) = request.into_parts();
                    trace_denied(&denied, &config.fields, head.uri.query(), &head.headers);
                    let response = self.respond.respond(&denied, &head, &config.fields);
                    return ResponseFuture::denied(response);
                }
            }
        }
        if config.strips {
            config.strip(&mut request);
        }
        ResponseFuture::let_in(self.inner.call(request))
    }
}

impl Config {
    fn verify(&self, uri: &Uri, headers: &HeaderMap) -> Result<Authorization, Denied> {
        let verifier = self.verifier.load();
        let verdict = match &self.clock {
            None => self.fields.verify(&verifier, uri.query(), headers),
            Some(clock) => self.fields.verify_at(&verifier, uri.query(), headers, clock()),
        };
        if let Some(on_verdict) = &self.on_verdict {
            on_verdict(verdict.as_ref());
        }
        verdict
    }

    fn strip<B>(&self, request: &mut Request<B>) {
        let mut uri = std::mem::take(request.uri_mut());
        self.fields.strip(&mut uri, request.headers_mut());
        *request.uri_mut() = uri;
        // What axum keeps of the URI for handlers of nested routers.
        #[cfg(feature = "axum")]
        if let Some(OriginalUri(original)) = request.extensions_mut().get_mut() {
            self.fields.strip(original, &mut HeaderMap::new());
        }
    }
}

/// As the Fetch standard defines it.
fn is_preflight<B>(request: &Request<B>) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ORIGIN)
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
