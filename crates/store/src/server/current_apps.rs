//! What answers Apps now: a reload replaces it while it answers.

use crate::{
    public::{Apps, CallLimits, ClientAddress, PublicMetrics},
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
    pub(super) fn new(
        store: &Store,
        limits: &CallLimits,
        client_address: ClientAddress,
        metrics: PublicMetrics,
    ) -> Self {
        let apps = Apps::new(store.clone(), limits, client_address, metrics.clone());
        let current = Arc::new(ArcSwap::from_pointee(apps));
        Self { store: store.clone(), metrics, current }
    }

    /// Answers by other limits from now on. What was counted before is forgotten.
    pub(super) fn replace(&self, limits: &CallLimits, client_address: ClientAddress) {
        let apps = Apps::new(self.store.clone(), limits, client_address, self.metrics.clone());
        self.current.store(Arc::new(apps));
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

impl fmt::Debug for CurrentApps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CurrentApps").finish_non_exhaustive()
    }
}
