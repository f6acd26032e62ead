//! `/usage`: what was used in a month, summed up or record by record.

use super::whose;
use crate::{
    Store, UsagePlace,
    admin::{
        caller::{self, May},
        page::Page,
        problem::Problem,
        query::{Named, Query},
    },
    billing::{BillLine, Month, UsageExport, UsageFormat},
    model::{CompanyId, Millis, Plan, ProductCode},
};
use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::{Stream, stream};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::{Deserialize, Serialize};
use std::{io, ops::Range};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(sums)).routes(routes!(export))
}

/// What a company has used of a product in a month on a plan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UsageSum)]
struct Sum {
    company: CompanyId,
    product: ProductCode,
    /// The plan; none where nothing was bought, nor would be.
    plan: Option<Plan>,
    /// How many different displays have used it while it was bought.
    displays: u64,
    /// How many authorizations were given.
    calls: u64,
    /// How many of them named no display while it was bought.
    company_calls: u64,
    /// How many of them were for nothing: free, or on trial.
    unpaid_calls: u64,
}

impl Sum {
    fn of(line: &BillLine) -> Self {
        Self {
            company: line.company.clone(),
            product: line.product.clone(),
            plan: line.plan,
            displays: line.displays,
            calls: line.calls,
            company_calls: line.company_calls,
            unpaid_calls: line.unpaid_calls,
        }
    }
}

/// Which usage.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The month of UTC, such as 2026-11.
    month: Month,
    /// That of this company alone.
    company: Option<CompanyId>,
    /// That of this product alone.
    product: Option<ProductCode>,
}

/// What was used in a month, by company, product and plan, all on one page. It is refused by 410 where the month was pruned.
#[utoipa::path(get, path = "/usage", params(Which), security(("token" = ["billing"])),
    responses((status = 200, description = "The sums", body = Page<Sum>)))]
async fn sums(
    _: May<caller::Billing>,
    State(store): State<Store>,
    Query(Which { month, company, product }): Query<Which>,
) -> Result<Page<Sum>, Problem> {
    let filter = whose::filter(&store.catalogue(), company.as_ref(), product.as_ref())?;
    let used = whose::used(&store, month, filter).await?;
    let bill = used.tally.bill(&store.catalogue());
    let bill = bill.map_err(|error| Problem::conflict(error.to_string()))?;
    Ok(Page { items: bill.lines().iter().map(Sum::of).collect(), next: None })
}

/// Which records, and how they are written.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Records {
    /// Those of this month of UTC alone, such as 2026-11.
    month: Option<Month>,
    /// Those of this company alone.
    company: Option<CompanyId>,
    /// Those of this product alone.
    product: Option<ProductCode>,
    /// `ndjson`, if not given.
    #[param(value_type = Option<String>, pattern = "^(csv|ndjson)$")]
    format: Option<Named<UsageFormat>>,
}

/// The records of usage in the order of time, a line for each. Where it breaks off, it is not whole: ask again.
/// A month that was pruned is refused by 410; without a month, its records are not among them.
#[utoipa::path(get, path = "/usage/export", params(Records), security(("token" = ["billing"])),
    responses((status = 200, description = "The records", content(
        (String = "application/x-ndjson"),
        (String = "text/csv"),
    ))))]
async fn export(
    _: May<caller::Billing>,
    State(store): State<Store>,
    Query(Records { month, company, product, format }): Query<Records>,
) -> Result<Response, Problem> {
    let filter = whose::filter(&store.catalogue(), company.as_ref(), product.as_ref())?;
    if let Some(month) = month {
        whose::expect_not_pruned(&store.catalogue(), month)?;
    }
    let format = format.map_or(UsageFormat::Ndjson, |Named(format)| format);
    let export = UsageExport::new(format, filter);
    let all = Millis(i64::MIN)..Millis(i64::MAX);
    let Range { start, end } = month.map_or(all, Month::range);
    let of_type = match format {
        UsageFormat::Csv => "text/csv; charset=utf-8",
        UsageFormat::Ndjson => "application/x-ndjson",
    };
    let headers = [(CONTENT_TYPE, of_type), (CACHE_CONTROL, "no-store")];
    Ok((headers, Body::from_stream(written(store, export, UsagePlace::new(start, end))))
        .into_response())
}

/// What is written, a piece at a time, as the client takes it.
fn written(
    store: Store,
    export: UsageExport,
    place: UsagePlace,
) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
    let pruned = pruned_months(&store);
    let begin = Writing { store, export, place, has_begun: false, pruned };
    stream::try_unfold(begin, |mut writing| async move {
        let mut piece = Vec::new();
        if !writing.has_begun {
            writing.has_begun = true;
            writing.export.start(&mut piece)?;
        }
        while piece.is_empty() {
            let records = writing.store.usage_after(&mut writing.place).await;
            let records = records.map_err(io::Error::other)?;
            if records.is_empty() {
                if pruned_months(&writing.store) != writing.pruned {
                    return Err(io::Error::other("a month was pruned meanwhile"));
                }
                return Ok(None);
            }
            writing.export.write(&writing.store.catalogue(), &records, &mut piece)?;
        }
        Ok(Some((piece, writing)))
    })
}

/// An export that is under way.
struct Writing {
    store: Store,
    export: UsageExport,
    place: UsagePlace,
    has_begun: bool,
    /// How many months had been pruned before.
    pruned: usize,
}

fn pruned_months(store: &Store) -> usize {
    store.catalogue().books().all_closed().filter(|month| month.pruned.is_some()).count()
}
