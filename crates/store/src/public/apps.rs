//! What answers Apps, as a service for HTTP.

use super::{
    applications::{self, ApplicationRules},
    call::{Call, Refusal},
    call_log,
    client_address::{ClientAddress, Network},
    limiter::{Limiter, PER_APPLICANT, TooMany},
    limits::CallLimits,
    metrics::PublicMetrics,
    reply::Reply,
    statuses, trial_start, widget_auth,
};
use crate::store::Store;
use axum::{BoxError, Router};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::Body,
    service::{Service, service_fn},
};
use std::{convert::Infallible, sync::Arc};
use store_auth_serve::Peer;
use store_auth_wire::{AppRequest, Asks, Denial};
use tower::ServiceExt;

/// The public endpoints of a Store, for Apps.
#[derive(Debug)]
pub struct Apps {
    store: Store,
    limiter: Limiter,
    client_address: ClientAddress,
    metrics: PublicMetrics,
    /// What strangers fill in, where they may.
    applications: Option<Router>,
}

impl Apps {
    /// The endpoints of a Store.
    #[must_use]
    pub fn new(
        store: Store,
        limits: &CallLimits,
        client_address: ClientAddress,
        metrics: PublicMetrics,
    ) -> Self {
        Self { store, limiter: Limiter::new(limits), client_address, metrics, applications: None }
    }

    /// The same, which take applications at `/apply`.
    #[must_use]
    pub fn with_applications(self, rules: &ApplicationRules) -> Self {
        let applications = Some(applications::router(self.store.clone(), rules));
        Self { applications, ..self }
    }

    /// The endpoints as a service for HTTP. Where calls come from is said by a [`Peer`] among the extensions of a
    /// request.
    pub fn service<B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static>(
        self: &Arc<Self>,
    ) -> impl Service<
        Request<B>,
        Response = Response<Full<Bytes>>,
        Error = Infallible,
        Future: Send + 'static,
    > + Clone
    + Send
    + Sync
    + use<B>
    + 'static {
        let apps = Arc::clone(self);
        service_fn(move |request: Request<B>| {
            let apps = Arc::clone(&apps);
            async move {
                if let Some(applications) = apps.applications_at(request.uri().path()) {
                    let request = request.map(axum::body::Body::new);
                    return Ok(apps.apply(applications, request).await);
                }
                // No endpoint reads a body.
                let request = request.map(drop);
                let reply = apps.answer(&request).await;
                Ok(reply.into_response(request.headers()).map(Full::new))
            }
        })
    }

    fn applications_at(&self, path: &str) -> Option<&Router> {
        self.applications.as_ref().filter(|_| applications::are_at(path))
    }

    /// Answers somebody who applies, and counts him.
    async fn apply(
        &self,
        applications: &Router,
        mut request: Request<axum::body::Body>,
    ) -> Response<Full<Bytes>> {
        let from = self.from(&request);
        if let Err(TooMany { limit, wait }) = self.limiter.address(from) {
            self.metrics.denial(Denial::TooMany);
            self.metrics.limited(limit);
            self.metrics.call("application", "limited");
            return Reply::too_many(wait, None).into_response(request.headers()).map(Full::new);
        }
        request.extensions_mut().insert(from);
        let Ok(response) = applications.clone().oneshot(request).await;
        let outcome = match response.status() {
            StatusCode::OK => "page",
            StatusCode::ACCEPTED | StatusCode::SEE_OTHER => "received",
            StatusCode::TOO_MANY_REQUESTS => {
                self.metrics.limited(PER_APPLICANT);
                "limited"
            }
            _ => "refused",
        };
        self.metrics.call("application", outcome);
        let (parts, body) = response.into_parts();
        // It is made in this process, whole.
        let body = body.collect().await.map(http_body_util::Collected::to_bytes);
        Response::from_parts(parts, Full::new(body.unwrap_or_default()))
    }

    fn from<B>(&self, request: &Request<B>) -> Network {
        let peer = request.extensions().get::<Peer>().and_then(|peer| peer.address);
        self.client_address.of(request.headers(), peer.map(|address| address.ip()))
    }

    /// Answers a request, and counts it.
    async fn answer(&self, request: &Request<()>) -> Reply {
        let uri = request.uri();
        let asked = AppRequest::of(uri.path(), uri.query().unwrap_or_default());
        let (endpoint, callback) = match &asked {
            Ok(asked) => (asked.asks.name(), asked.callback.as_ref()),
            Err(_) => ("none", None),
        };
        let from = self.from(request);
        let (reply, outcome) = match self.respond(request, from, &asked).await {
            Ok(answered) => answered,
            Err(Refusal::Denied(denial)) => {
                self.metrics.denial(denial);
                (Reply::denied(denial, callback), "denied")
            }
            Err(Refusal::TooMany(TooMany { limit, wait })) => {
                self.metrics.denial(Denial::TooMany);
                self.metrics.limited(limit);
                (Reply::too_many(wait, callback), "limited")
            }
        };
        self.metrics.call(endpoint, outcome);
        call_log::log(from, endpoint, &asked, outcome);
        reply
    }

    /// The answer to a request, and what it is counted as.
    async fn respond(
        &self,
        request: &Request<()>,
        from: Network,
        asked: &Result<AppRequest<'_>, Denial>,
    ) -> Result<(Reply, &'static str), Refusal> {
        self.limiter.address(from)?;
        let AppRequest { callback, asks } = asked.as_ref().map_err(|denial| *denial)?;
        let changes = match *request.method() {
            Method::GET => true,
            Method::HEAD => false,
            Method::OPTIONS => return Ok((Reply::options(), "options")),
            _ => return Err(Denial::BadMethod.into()),
        };
        let now = self.store.clock().now();
        let call = Call { store: &self.store, limiter: &self.limiter, from, now, changes };
        let (json, outcome) = match asks {
            Asks::Authorization(question) => {
                let question = question.as_ref().map_err(|denial| *denial)?;
                let given = widget_auth::authorize(&call, question).await?;
                if changes {
                    self.metrics.authorization(given.paid);
                }
                (given.answer.to_json(), "authorized")
            }
            Asks::CompanyStatus { company, products } => {
                (statuses::of_company(&call, company, products), "listed")
            }
            Asks::ProductStatus { product, displays } => {
                (statuses::of_product(&call, product, displays), "listed")
            }
            Asks::TrialStart { product, company } => {
                let outcome = trial_start::start(&call, product, company).await?;
                (outcome.json().to_owned(), outcome.name())
            }
        };
        Ok((Reply::of(json, callback.as_ref()), outcome))
    }
}
