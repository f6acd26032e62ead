//! Whether a request is let in.

use crate::{
    border::{Kept, Request},
    settings::Settings,
};
use std::sync::Arc;
use store_auth_flat::Request as StoreRequest;

/// What nginx is told of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// The location does not ask for authorizations.
    NotAsked,
    /// The Store authorized the request.
    LetIn,
    /// It did not: the status to answer with.
    Denied(u32),
    /// There is no memory.
    Failed,
}

/// Judges what the client sent, byte for byte: no rewrite and no header changes that. What is denied is not logged, since
/// nginx adds the whole request line, with the signature in it, to whatever is logged of a request.
pub(crate) fn access(settings: &Settings, request: &mut Request<'_>) -> Access {
    let Some(verifier) = settings.verifier() else { return Access::NotAsked };
    #[cfg(feature = "panics")]
    assert!(!request.target().ends_with(b"panic=access"), "asked to");
    let by = Arc::as_ptr(verifier).addr();
    let verdict = match request.kept() {
        // After a redirect inside of nginx, to a location with the same keys and policy.
        Some(kept) if kept.by == by => kept.verdict,
        _ => {
            let verdict = verifier.verify(&StoreRequest::from_url(request.target()));
            if request.keep(Kept { verdict, by }).is_none() {
                return Access::Failed;
            }
            verdict
        }
    };
    if verdict.is_authorized() {
        return Access::LetIn;
    }
    match verdict.challenge() {
        Some(challenge) if request.challenge(challenge).is_none() => Access::Failed,
        _ => Access::Denied(verdict.status),
    }
}
