//! A line of a bill.

use crate::model::{CompanyId, Currency, Month, Plan, ProductCode};
use serde::Serialize;

/// What a company has used of a product in a month on a plan, and what it costs; or a correction of an earlier bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillLine {
    /// The month.
    pub month: Month,
    /// The company.
    pub company: CompanyId,
    /// The product.
    pub product: ProductCode,
    /// The plan; none where nothing was bought, nor would be.
    pub plan: Option<Plan>,
    /// How many different displays have used it while it was bought.
    pub displays: u64,
    /// How many authorizations were given.
    pub calls: u64,
    /// How many of them named no display while it was bought. On the plan by display they cost nothing.
    pub company_calls: u64,
    /// How many of them were for nothing: free, or on trial.
    pub unpaid_calls: u64,
    /// What it costs, in minor units. Below zero are corrections alone.
    #[schema(value_type = i64)]
    pub amount: i128,
    /// The currency, where there was something to charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Of a correction, the month whose bill was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Month>,
    /// Of a correction, why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
