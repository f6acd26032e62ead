//! What answers Apps now: a reload replaces it while it answers.

use crate::{
    config::Config,
    public::{Apps, PublicMetrics},
    store::Store,
};
use arc_swap::ArcSwap;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    service::Service,
};
use std::{convert::Infallible, fmt, sync::Arc};

/// What answers Apps now, all clones the same.
#[derive(Clone)]
pub(super) struct CurrentApps {
    store: Store,
    metrics: PublicMetrics,
    current: Arc<ArcSwap<Apps>>,
}

impl CurrentApps {
    pub(super) fn new(store: &Store, config: &Config, metrics: PublicMetrics) -> Self {
        let apps = apps(store, config, &metrics);
        let current = Arc::new(ArcSwap::from_pointee(apps));
        Self { store: store.clone(), metrics, current }
    }

    /// Answers as another configuration says from now on. What was counted before is forgotten.
    pub(super) fn replace(&self, config: &Config) {
        self.current.store(Arc::new(apps(&self.store, config, &self.metrics)));
    }

    pub(super) fn service(
        &self,
    ) -> impl Service<
        Request<Incoming>,
        Response = Response<Full<Bytes>>,
        Error = Infallible,
        Future: Send + 'static,
    > + Clone
    + Send
    + Sync
    + 'static {
        let current = Arc::clone(&self.current);
        hyper::service::service_fn(move |request: Request<Incoming>| {
            current.load().service().call(request)
        })
    }
}

fn apps(store: &Store, config: &Config, metrics: &PublicMetrics) -> Apps {
    let address = config.client_address.clone();
    let apps = Apps::new(store.clone(), &config.calls, address, metrics.clone());
    match &config.applications {
        Some(rules) => apps.with_applications(rules),
        None => apps,
    }
}

impl fmt::Debug for CurrentApps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CurrentApps").finish_non_exhaustive()
    }
}
