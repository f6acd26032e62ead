//! What all pages have in common.

use super::{attempts::Attempts, kept_bills::KeptBills, sessions::Sessions};
use crate::{Store, model::Millis, public::PublicMetrics};
use axum::Router;
use std::{ops::Deref, sync::Arc};

/// What all pages have in common. Clones are the same.
#[derive(Clone, Debug)]
pub(super) struct Console(Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) store: Store,
    /// The interface that pages ask.
    pub(super) admin: Router,
    /// What was counted of the calls, since then.
    pub(super) calls: PublicMetrics,
    pub(super) since: Millis,
    pub(super) sessions: Sessions,
    pub(super) attempts: Attempts,
    pub(super) bills: Arc<KeptBills>,
}

impl Console {
    pub(super) fn new(store: Store, admin: Router, calls: PublicMetrics) -> Self {
        let bills = Arc::new(KeptBills::new(store.clone()));
        let since = store.clock().now();
        let (sessions, attempts) = (Sessions::default(), Attempts::new());
        Self(Arc::new(Shared { store, admin, calls, since, sessions, attempts, bills }))
    }
}

impl Deref for Console {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
