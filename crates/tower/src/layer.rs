//! The layer: how requests are let in.

use crate::{
    config::Config,
    fields::Fields,
    respond::{ProblemJson, WithoutBody},
    service::StoreAuth,
};
use http::{Response, request::Parts};
use std::sync::Arc;
use store_auth::chrono::{DateTime, Utc};
use store_auth::{Authorization, Denied, SharedVerifier};
use tower_layer::Layer;

/// Lets in the requests that the Store authorized, and answers the others.
///
/// The [`Authorization`] is in the extensions of each request that the inner service gets. See the
/// [crate](crate#quick-start) for an example.
#[derive(Clone, Debug)]
pub struct StoreAuthLayer<R = ProblemJson> {
    config: Arc<Config>,
    respond: R,
}

impl StoreAuthLayer {
    /// A layer that finds the fields in the query and answers denied requests with [`response`](crate::response).
    ///
    /// Keep a clone of a [`SharedVerifier`] to replace it later.
    #[must_use]
    pub fn new(verifier: impl Into<SharedVerifier>) -> Self {
        Self {
            config: Arc::new(Config {
                verifier: verifier.into(),
                fields: Arc::default(),
                strips: false,
                passes_preflight: false,
                on_verdict: None,
                clock: None,
            }),
            respond: ProblemJson,
        }
    }
}

impl<R> StoreAuthLayer<R> {
    /// Where the four fields are found.
    #[must_use]
    pub fn fields(self, fields: Fields) -> Self {
        self.with(|config| config.fields = Arc::new(fields))
    }

    /// Takes the four fields out of what the inner service sees, so that they stay out of its logs: out of the query or
    /// the headers, and out of the headers that repeat a URL, as [`Fields::strip`] does.
    ///
    /// Whoever reads a signature in a log can use it until the expiry. The functions of
    /// [`on_verdict`](Self::on_verdict) and [`on_denied`](Self::on_denied) don't see the fields either.
    ///
    /// Of several layers around each other, let the innermost one strip: one inside of it finds no fields any more. It
    /// denies the request as one that lacks them, and says why in an event of level error.
    #[must_use]
    pub fn strip(self) -> Self {
        self.with(|config| config.strips = true)
    }

    /// Passes CORS preflights to the inner service, unverified: `OPTIONS` with `Origin` and
    /// `Access-Control-Request-Method`.
    ///
    /// This is for inner services that answer them; a layer for CORS outside of this one does so before they come
    /// here. Anybody can send one: see that no data answers it. Unless this is asked for, they are verified as other
    /// requests are.
    #[must_use]
    pub fn pass_preflight(self) -> Self {
        self.with(|config| config.passes_preflight = true)
    }

    /// Calls a function with every verdict and the head of its request: to count them by route, and to see when a
    /// previous key was last used.
    ///
    /// It runs while the request waits. The head has the fields in it unless the layer [strips](Self::strip) them.
    ///
    /// ```
    /// use axum::extract::MatchedPath;
    /// use std::{collections::HashMap, sync::{Arc, Mutex, PoisonError}};
    /// use store_auth::{Denied, ServerKey, Verifier};
    /// use store_auth_tower::StoreAuthLayer;
    ///
    /// let counts = Arc::new(Mutex::new(HashMap::<(String, &str), u64>::new()));
    /// let counter = Arc::clone(&counts);
    /// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
    /// let layer = StoreAuthLayer::new(verifier).on_verdict(move |verdict, head| {
    ///     let reason = verdict.map_or_else(Denied::code, |_| "authorized");
    ///     // As `Router::layer` has it; what is there else depends on what stands around this layer.
    ///     let route = head.extensions.get().map_or("", MatchedPath::as_str);
    ///     // With the crate metrics: counter!("verdicts", "route" => route.to_owned(), "reason" => reason).increment(1)
    ///     let mut counts = counter.lock().unwrap_or_else(PoisonError::into_inner);
    ///     *counts.entry((route.to_owned(), reason)).or_default() += 1;
    /// });
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    #[must_use]
    pub fn on_verdict(
        self,
        on_verdict: impl Fn(Result<&Authorization, &Denied>, &Parts) + Send + Sync + 'static,
    ) -> Self {
        self.with(|config| config.on_verdict = Some(Arc::new(on_verdict)))
    }

    /// Takes the time from a function instead of the system clock.
    #[must_use]
    pub fn clock(self, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.with(|config| config.clock = Some(Arc::new(clock)))
    }

    /// Answers denied requests with the status and the challenge of [`response`](crate::response), and without a body.
    ///
    /// This is for inner services whose body can't be made of bytes, only be empty. The reason is in the challenge of a
    /// 401 then, and nowhere for a 403.
    ///
    /// ```
    /// use store_auth::{ServerKey, Verifier};
    /// use store_auth_tower::StoreAuthLayer;
    /// use tower::ServiceBuilder;
    /// use tower_http::services::ServeDir;
    ///
    /// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
    /// let files = ServiceBuilder::new()
    ///     .layer(StoreAuthLayer::new(verifier).without_body())
    ///     .service(ServeDir::new("public"));
    /// # let _: axum::Router = axum::Router::new().fallback_service(files);
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    #[must_use]
    pub fn without_body(self) -> StoreAuthLayer<WithoutBody> {
        StoreAuthLayer { config: self.config, respond: WithoutBody }
    }

    /// Answers denied requests with what a function makes of the denial, of the request's head, and of the fields that
    /// were looked for.
    ///
    /// The head has the fields in it unless the layer [strips](Self::strip) them. To change only a part of the answer,
    /// start from [`response`](crate::response):
    ///
    /// ```
    /// use axum::body::Body;
    /// use http::HeaderValue;
    /// use store_auth::{ServerKey, Verifier};
    /// use store_auth_tower::{StoreAuthLayer, response};
    ///
    /// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
    /// let layer = StoreAuthLayer::new(verifier).on_denied(|denied, _head, fields| {
    ///     let mut response = response::<Body>(denied, fields);
    ///     response.headers_mut().insert("access-control-allow-origin", HeaderValue::from_static("*"));
    ///     response
    /// });
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    ///
    /// A body that is not `From<Bytes>` may still be made of the answer's bytes, as that of tonic can:
    /// `response::<Bytes>(denied, fields).map(|json| tonic::body::Body::new(Full::from(json)))`.
    #[must_use]
    pub fn on_denied<T, B>(self, respond: T) -> StoreAuthLayer<T>
    where
        T: Fn(&Denied, &Parts, &Fields) -> Response<B>,
    {
        StoreAuthLayer { config: self.config, respond }
    }

    fn with(mut self, set: impl FnOnce(&mut Config)) -> Self {
        set(Arc::make_mut(&mut self.config));
        self
    }
}

impl<S, R: Clone> Layer<S> for StoreAuthLayer<R> {
    type Service = StoreAuth<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        StoreAuth { inner, config: Arc::clone(&self.config), respond: self.respond.clone() }
    }
}
