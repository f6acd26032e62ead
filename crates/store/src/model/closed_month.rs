//! Months that are closed: their bills are frozen.

use super::{
    ids::{CompanyNumber, ProductNumber},
    millis::Millis,
    month::Month,
    product::{Currency, Plan},
};
use serde::{Deserialize, Serialize};

/// A month whose bill is frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClosedMonth {
    /// The month.
    pub month: Month,
    /// When it was closed.
    pub closed: Millis,
    /// How many records of usage it had then.
    pub records: u64,
    /// How many lines its bill has, corrections aside.
    pub lines: u64,
    /// When its records were given up, if they were.
    pub pruned: Option<Millis>,
}

/// A line of the bill of a closed month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrozenLine {
    /// The month.
    pub month: Month,
    /// Its place in the bill, from 1.
    pub number: u32,
    /// The company.
    pub company: CompanyNumber,
    /// The product.
    pub product: ProductNumber,
    /// The plan; none where nothing was bought, nor would be.
    pub plan: Option<Plan>,
    /// How many different displays have used it while it was bought.
    pub displays: u64,
    /// How many authorizations were given.
    pub calls: u64,
    /// How many of them named no display while it was bought.
    pub company_calls: u64,
    /// How many of them were for nothing.
    pub unpaid_calls: u64,
    /// What it costs, in minor units.
    pub amount: i64,
    /// The currency, where there was something to charge.
    pub currency: Option<Currency>,
}
