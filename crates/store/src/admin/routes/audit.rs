//! `/audit`: who changed what.

use crate::{
    AuditEntry, Store,
    admin::{
        caller::{self, May},
        page::{Limit, Page},
        problem::Problem,
        query::Query,
    },
    model::Millis,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A change of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEntry)]
struct Shown {
    /// The version of the catalogue that it made.
    version: u64,
    /// When.
    at: Millis,
    /// Who: the name of a token, or what of the Store did it by itself.
    actor: String,
    /// What was done, such as `product.set`.
    action: String,
    /// What it was done to, such as a product code.
    object: String,
    /// What that was before.
    before: Option<Value>,
    /// What it was then.
    after: Option<Value>,
    /// The id of the request that asked for it.
    request_id: String,
}

impl From<AuditEntry> for Shown {
    fn from(entry: AuditEntry) -> Self {
        let AuditEntry { version, at, actor, action, object, before, after, request_id } = entry;
        Self { version, at, actor, action, object, before, after, request_id }
    }
}

/// Where the page begins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Changes that made an earlier version than this: what `next` of the page before was.
    before: Option<u64>,
    /// How many, at most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// The changes of the catalogue, the latest first, a page at a time.
#[utoipa::path(get, path = "/audit", params(Which), security(("token" = ["read"])),
    responses((status = 200, description = "A page of changes", body = Page<Shown>)))]
async fn list(
    _: May<caller::Read>,
    State(store): State<Store>,
    Query(Which { before, limit }): Query<Which>,
) -> Result<Page<Shown>, Problem> {
    let entries = store.audit(before, limit.get()).await?;
    let is_full = u32::try_from(entries.len()) == Ok(limit.get());
    // Versions are counted from 1: before that one there is nothing.
    let last = entries.last().map(|entry| entry.version).filter(|version| *version > 1);
    let next = last.filter(|_| is_full).map(|version| version.to_string());
    Ok(Page { items: entries.into_iter().map(Shown::from).collect(), next })
}
