//! `/corrections`: what is billed because an earlier bill was wrong.

use super::whose;
use crate::{
    Catalogue, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Json},
        caller::{self, May},
        changing::{Change, change},
        page::{Page, Paging, page, place},
        problem::Problem,
        query::Query,
    },
    billing::Month,
    model::{CompanyId, Correction, Currency, Edit, Millis, ProductCode},
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(list, add))
}

/// A correction.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Correction)]
struct Shown {
    /// Its number, from 1 in the order in which they were made.
    number: u32,
    /// The month that it is billed in: the one in which it was made.
    month: Month,
    /// The month whose bill was wrong.
    corrects: Month,
    company: CompanyId,
    product: ProductCode,
    /// What is to be paid besides, in minor units; below zero, what is not to be paid after all.
    amount: i64,
    currency: Currency,
    /// Why.
    reason: String,
    /// When it was made.
    made: Millis,
}

impl Shown {
    fn of(catalogue: &Catalogue, correction: &Correction) -> Option<Self> {
        let Correction { number, month, corrects, amount, currency, made, .. } = *correction;
        let company = catalogue.company_numbered(correction.company)?.id.clone();
        let product = catalogue.product_numbered(correction.product)?.code.clone();
        let reason = correction.reason.clone();
        Some(Self { number, month, corrects, company, product, amount, currency, reason, made })
    }
}

/// A correction to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CorrectionToAdd)]
struct Given {
    /// The month whose bill was wrong, which is closed.
    corrects: Month,
    /// The company.
    company: CompanyId,
    /// The product.
    product: ProductCode,
    /// What is to be paid besides, in minor units; below zero, what is not to be paid after all.
    amount: i64,
    /// The currency.
    currency: Currency,
    /// Why: 1 to 500 characters on one line.
    reason: String,
}

/// All corrections in the order in which they were made, a page at a time.
#[utoipa::path(get, path = "/corrections", params(Paging), security(("token" = ["billing"])),
    responses((status = 200, description = "A page of corrections", body = Page<Shown>)))]
async fn list(
    _: May<caller::Billing>,
    State(store): State<Store>,
    Query(Paging { after, limit }): Query<Paging>,
) -> Result<Page<Shown>, Problem> {
    let after = place::<u32>(after.as_ref())?;
    Ok(page(&store, limit, after, |catalogue, after, count| {
        let corrections = catalogue.books().corrections_after(after.copied().unwrap_or(0));
        let shown = |correction: &Correction| (correction.number, Shown::of(catalogue, correction));
        corrections.take(count).map(shown).collect()
    }))
}

/// Corrects the bill of a closed month, which stays as it is: what is to be paid besides, or not after all, is a line of the
/// bill of the month in which this is asked for.
#[utoipa::path(post, path = "/corrections", request_body = Given, security(("token" = ["billing"])),
    responses((status = 201, description = "The correction", body = Shown)))]
async fn add(
    _: May<caller::Billing>,
    State(store): State<Store>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    let Given { corrects, company, product, amount, currency, reason } = given;
    change(&store, &asked, |catalogue, made| {
        let company = whose::company(catalogue, &company)?;
        let product = whose::product(catalogue, &product)?;
        let (month, books) = (Month::of(made), catalogue.books());
        if books.closed(corrects).is_none() {
            let expected = format!("month {corrects} is open, expected one that is closed");
            return Err(Problem::conflict(expected));
        }
        if books.closed(month).is_some() {
            // The clock was set back.
            let expected = format!("it is {made}, expected an instant of a month that is open");
            return Err(Problem::conflict(expected));
        }
        let number = books.next_correction();
        let correction = Correction {
            number,
            month,
            corrects,
            company,
            product,
            amount,
            currency,
            reason,
            made,
        };
        correction.check()?;
        let shown = Shown::of(catalogue, &correction);
        let answer = Answer::made(&shown);
        let edits = [Edit::Correction(correction)];
        let change = Change::new("correction.add", &number, edits, answer);
        Ok(change.audited(None::<&Shown>, shown.as_ref()))
    })
    .await
    .map(Answer::untagged)
}
