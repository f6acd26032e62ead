//! The layer: how requests are let in.

use crate::{Fields, ProblemJson, SharedVerifier, StoreAuth};
use http::{Response, request::Parts};
use std::{fmt, sync::Arc};
use store_auth::chrono::{DateTime, Utc};
use store_auth::{Authorization, Denied};
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

type OnVerdict = dyn Fn(Result<&Authorization, &Denied>) + Send + Sync;
type Clock = dyn Fn() -> DateTime<Utc> + Send + Sync;

#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) verifier: SharedVerifier,
    pub(crate) fields: Fields,
    pub(crate) strips: bool,
    pub(crate) passes_preflight: bool,
    pub(crate) on_verdict: Option<Arc<OnVerdict>>,
    pub(crate) clock: Option<Arc<Clock>>,
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
                fields: Fields::default(),
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
        self.with(|config| config.fields = fields)
    }

    /// Takes the four fields out of what the inner service sees, so that they stay out of its logs.
    ///
    /// Whoever reads a signature in a log can use it until the expiry.
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

    /// Calls a function with every verdict: to count them, and to see when a previous key was last used.
    ///
    /// It runs while the request waits.
    ///
    /// ```
    /// use std::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}};
    /// use store_auth::{ServerKey, Verifier};
    /// use store_auth_tower::StoreAuthLayer;
    ///
    /// let denials = Arc::new(AtomicU64::new(0));
    /// let counted = Arc::clone(&denials);
    /// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
    /// let layer = StoreAuthLayer::new(verifier).on_verdict(move |verdict| {
    ///     // With the crate metrics: counter!("verdicts", "code" => verdict.map_or_else(|denied| denied.code(), |_| "authorized"))
    ///     if verdict.is_err() {
    ///         counted.fetch_add(1, Relaxed);
    ///     }
    /// });
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    #[must_use]
    pub fn on_verdict(
        self,
        on_verdict: impl Fn(Result<&Authorization, &Denied>) + Send + Sync + 'static,
    ) -> Self {
        self.with(|config| config.on_verdict = Some(Arc::new(on_verdict)))
    }

    /// Takes the time from a function instead of the system clock.
    #[must_use]
    pub fn clock(self, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.with(|config| config.clock = Some(Arc::new(clock)))
    }

    /// Answers denied requests with what a function makes of the denial and of the request's head.
    ///
    /// To change only a part of the answer, start from [`response`](crate::response).
    ///
    /// ```
    /// use axum::body::Body;
    /// use http::Response;
    /// use store_auth::{ServerKey, Verifier};
    /// use store_auth_tower::{StoreAuthLayer, status};
    ///
    /// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
    /// let layer = StoreAuthLayer::new(verifier).on_denied(|denied, _request| {
    ///     let mut response = Response::new(Body::from(format!("{denied}\n")));
    ///     *response.status_mut() = status(denied);
    ///     response
    /// });
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    #[must_use]
    pub fn on_denied<T, B>(self, respond: T) -> StoreAuthLayer<T>
    where
        T: Fn(&Denied, &Parts) -> Response<B>,
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

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("verifier", &self.verifier)
            .field("fields", &self.fields)
            .field("strips", &self.strips)
            .field("passes_preflight", &self.passes_preflight)
            .finish_non_exhaustive()
    }
}
