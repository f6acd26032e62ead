//! What is billed because an earlier bill was wrong.

use super::{
    ids::{CompanyNumber, ProductNumber},
    millis::Millis,
    month::Month,
    product::Currency,
};
use serde::{Deserialize, Serialize};

/// What is billed because the bill of a closed month was wrong: that one stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// The number that the database knows it by, from 1 in the order in which they were made.
    pub number: u32,
    /// The month that it is billed in: the one in which it was made.
    pub month: Month,
    /// The month whose bill was wrong.
    pub corrects: Month,
    /// The company.
    pub company: CompanyNumber,
    /// The product.
    pub product: ProductNumber,
    /// What is to be paid besides, in minor units; below zero, what is not to be paid after all.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
    /// Why, in words.
    pub reason: String,
    /// When it was made.
    pub made: Millis,
}
