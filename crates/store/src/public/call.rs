//! One call of an endpoint, whatever it asks for.

use super::{
    client_address::Network,
    found::Found,
    limiter::{Limiter, TooMany},
};
use crate::{
    db::Unavailable,
    model::{CompanyNumber, Millis, ProductNumber},
    random_ids,
    store::Store,
};
use store_auth_wire::Denial;

/// One call of an endpoint.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) store: &'a Store,
    pub(super) limiter: &'a Limiter,
    pub(super) from: Network,
    pub(super) now: Millis,
    /// Whether it may change anything: a HEAD may not.
    pub(super) changes: bool,
}

/// Why a call gets nothing of what it asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// By the rules, or because what must be written cannot be.
    Denied(Denial),
    /// There were too many.
    TooMany(TooMany),
}

impl Call<'_> {
    /// Counts the call with those of who asks.
    pub(super) fn count(&self, found: &Found<'_>) -> Result<(), Refusal> {
        let product = found.product.map(|product| &**product);
        Ok(self.limiter.caller(found.caller(), product, self.from)?)
    }

    /// Starts a trial, and says whether this call has.
    pub(super) async fn start_trial(
        &self,
        company: CompanyNumber,
        product: ProductNumber,
        asked_by: &str,
    ) -> Result<bool, Refusal> {
        // The audit log has it too, so that the two are found together.
        let request_id = random_ids::request_id().map_err(|_| Denial::Unavailable)?;
        let has_started = self.store.start_trial(company, product, asked_by, &request_id).await?;
        if has_started {
            tracing::info!(from = %self.from, request_id, "trial started by {asked_by}");
        }
        Ok(has_started)
    }
}

impl From<TooMany> for Refusal {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl From<Unavailable> for Refusal {
    fn from(_: Unavailable) -> Self {
        Self::Denied(Denial::Unavailable)
    }
}
