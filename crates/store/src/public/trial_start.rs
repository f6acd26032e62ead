//! `/v1/product/{pc}/company/{cid}/trial/start`: a trial, or why there is none.

use super::{
    call::{Call, Refusal},
    found::Found,
};
use crate::status::Status;
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
    let (company, product) = {
        let catalogue = call.store.catalogue();
        let found = Found::of(&catalogue, &Asker::Company(company.into()), product);
        call.count(&found)?;
        match (found.status(call.now), found.company.zip(found.product)) {
            (Status::ProductNotFound, _) => return Ok(Outcome::ProductNotFound),
            (Status::CompanyNotFound, _) => return Ok(Outcome::CompanyNotFound),
            (Status::NotSubscribed { trial_days: 1.. }, Some((company, product))) => {
                (company.number, product.number)
            }
            _ => return Ok(Outcome::NotAvailable),
        }
    };
    // Of many at once, one has started it.
    let has_started = !call.changes || call.start_trial(company, product, "trial/start").await?;
    Ok(if has_started { Outcome::Started } else { Outcome::NotAvailable })
}
