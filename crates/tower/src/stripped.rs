//! The mark that a layer leaves in a request when it takes the fields out of it.

use crate::fields::Fields;
use http::Extensions;
use std::sync::Arc;
use store_auth::{Denied, Malformed, Problem};

/// In the extensions of a request: the fields that a layer outside of this one took out of it.
#[derive(Clone)]
pub(crate) struct Stripped(pub(crate) Arc<Fields>);

/// Says in a `tracing` event that a field is missing because a layer outside of this one took it: a mistake of the
/// server's, that the client can do nothing about.
pub(crate) fn trace_stripped(denied: &Denied, fields: &Fields, extensions: &Extensions) {
    let Denied::Malformed(Malformed { field, problem: Problem::Missing }) = *denied else { return };
    let Some(Stripped(taken)) = extensions.get() else { return };
    if taken.share_a_name_with(fields, field) {
        tracing::error!(
            target: "store_auth_tower",
            field = field.name(),
            "an outer StoreAuthLayer took the fields out of a request: expected `strip` on the innermost one alone"
        );
    }
}
