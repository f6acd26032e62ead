//! `/bill`: what a month costs.

use super::whose;
use crate::{
    Store,
    admin::{
        caller::{self, May},
        problem::Problem,
        query::{Named, Query},
    },
    billing::{BillFormat, BillLine, Month},
    model::{CompanyId, ProductCode},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(bill))
}

/// Which bill, and how it is written.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The month of UTC, such as 2026-11.
    month: Month,
    /// What this company used alone.
    company: Option<CompanyId>,
    /// What was used of this product alone.
    product: Option<ProductCode>,
    /// `json`, if not given.
    #[param(value_type = Option<String>, pattern = "^(json|csv|text)$")]
    format: Option<Named<BillFormat>>,
}

/// The bill of a month: a line for each company, product and plan. That of a month that is not
/// closed is what it comes to so far. Corrections of earlier bills that were made in the month come last.
#[utoipa::path(get, path = "/bill", params(Which), security(("token" = ["billing"])),
    responses((status = 200, description = "The bill", content(
        (Vec<BillLine> = "application/json"),
        (String = "text/csv"),
        (String = "text/plain"),
    ))))]
async fn bill(
    _: May<caller::Billing>,
    State(store): State<Store>,
    Query(Which { month, company, product, format }): Query<Which>,
) -> Result<Response, Problem> {
    let filter = whose::filter(&store.catalogue(), company.as_ref(), product.as_ref())?;
    let bill = whose::bill(&store, month, filter).await?;
    let format = format.map_or(BillFormat::Json, |Named(format)| format);
    let mut text = Vec::new();
    // Memory can always be written to.
    let written = bill.write(format, &mut text);
    written.map_err(|error| Problem::conflict(error.to_string()))?;
    let of_type = match format {
        BillFormat::Json => "application/json",
        BillFormat::Csv => "text/csv; charset=utf-8",
        BillFormat::Text => "text/plain; charset=utf-8",
    };
    Ok(([(CONTENT_TYPE, of_type), (CACHE_CONTROL, "no-store")], text).into_response())
}
