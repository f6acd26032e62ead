//! What the client is set to.

use crate::{id::Id, record::Held};
use std::time::Duration;
use store_auth::SignedRequest;
use store_auth_wire::{AuthorizationRequest, ServerId};

/// What the client is set to.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The Store's URL, without a slash at its end.
    pub(crate) store: String,
    pub(crate) id: Id,
    pub(crate) product_code: String,
    pub(crate) servers: Vec<ServerId>,
    pub(crate) renew_before: Duration,
    pub(crate) timeout: Duration,
    pub(crate) starts_trial: bool,
}

impl Settings {
    /// The URL that asks the Store for an authorization of this id.
    pub(crate) fn question(&self, id: &str) -> String {
        let question = if self.id.is_company() {
            AuthorizationRequest::for_company(id, &self.product_code)
        } else {
            AuthorizationRequest::for_display(id, &self.product_code)
        };
        let question = question.servers(self.servers.iter().cloned());
        let question = if self.starts_trial { question } else { question.without_trial() };
        format!("{}{}?{question}", self.store, AuthorizationRequest::PATH)
    }

    /// What a request to a data server carries, if there is a signature for it.
    pub(crate) fn signed_query(&self, held: &Held, server: &str) -> Option<String> {
        let signature = held.record.signatures.get(server)?;
        let (id, expiry) = (held.id.as_str(), held.record.expiry.as_str());
        let request = if self.id.is_company() {
            SignedRequest::for_company(id, &self.product_code, expiry, signature)
        } else {
            SignedRequest::for_display(id, &self.product_code, expiry, signature)
        };
        Some(request.to_string())
    }
}
