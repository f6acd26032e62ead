//! `/v1/product/{pc}/company/{cid}/trial/start`: a trial, or why there is none.

use super::{
    call::{Call, Refusal},
    found::Found,
};
use crate::{catalogue::Catalogue, status::Status};
use std::mem;
use store_auth_wire::Asker;

/// What comes of it. Its text is what the answer's `error` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Started,
    ProductNotFound,
    CompanyNotFound,
    NotAvailable,
}

impl Outcome {
    /// The answer: HTTP 200, whichever it is.
    pub(super) fn json(self) -> &'static str {
        match self {
            Self::Started => r#"{"error":""}"#,
            Self::ProductNotFound => r#"{"error":"Product not found."}"#,
            Self::CompanyNotFound => r#"{"error":"Company not found."}"#,
            Self::NotAvailable => r#"{"error":"Trial is not available."}"#,
        }
    }

    /// What it is counted as.
    pub(super) fn name(self) -> &'static str {
        if self == Self::Started { "started" } else { "not-started" }
    }
}

/// Starts a trial where there is one to be had.
pub(super) async fn start(
    call: &Call<'_>,
    product: &str,
    company: &str,
) -> Result<Outcome, Refusal> {
    let mut is_counted = false;
    let say = |catalogue: &Catalogue| {
        let found = Found::of(catalogue, &Asker::Company(company.into()), product);
        if !mem::replace(&mut is_counted, true) {
            call.count(&found)?;
        }
        Ok::<_, Refusal>(match (found.status(call.now), found.company.zip(found.product)) {
            (Status::ProductNotFound, _) => Err(Outcome::ProductNotFound),
            (Status::CompanyNotFound, _) => Err(Outcome::CompanyNotFound),
            (Status::NotSubscribed { trial_days: 1.. }, Some((company, product))) => {
                Ok((company.number, product.number))
            }
            _ => Err(Outcome::NotAvailable),
        })
    };
    let is_no_denial = |said: &Result<_, _>| matches!(said, Ok(Ok(_)) | Err(_));
    let (company, product) = match call.store.decide(say, is_no_denial).await? {
        Ok(numbers) => numbers,
        Err(outcome) => return Ok(outcome),
    };
    // Of many at once, one has started it.
    let has_started = !call.changes || call.start_trial(company, product, "trial/start").await?;
    Ok(if has_started { Outcome::Started } else { Outcome::NotAvailable })
}
