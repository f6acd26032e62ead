//! `/why`: what an App would be answered now, and why.

use crate::{
    Catalogue, Store,
    admin::{
        answer::Answer,
        caller::{self, May},
        problem::Problem,
        query,
    },
    public::{Why, why},
};
use axum::extract::State;
use http::Uri;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(answer))
}

/// What the App would ask.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the call itself is read by what answers Apps")]
struct Call {
    /// The id of a display; this or that of a company.
    id: Option<String>,
    /// The id of a company.
    cid: Option<String>,
    /// The product code.
    pc: Option<String>,
    /// Servers that it is to be signed for, separated by commas.
    srv: Option<String>,
    /// `false`, if the App would start no trial.
    start_trial: Option<String>,
}

/// What `/v1/widget/auth` would answer now, and why, step by step. Nothing is recorded, and no trial is started.
#[utoipa::path(get, path = "/why", params(Call), security(("token" = ["read"])),
    responses((status = 200, description = "The answer, and why", body = Why)))]
async fn answer(
    _: May<caller::Read>,
    State(store): State<Store>,
    uri: Uri,
) -> Result<Answer, Problem> {
    let asked = uri.query().unwrap_or_default();
    query::read::<Call>(asked)?;
    let now = store.clock().now();
    let why = |catalogue: &Catalogue| why(catalogue, asked, now, store.lifetime());
    Ok(Answer::thing(&store.decide(why, |why| why.authorized).await).untagged())
}
