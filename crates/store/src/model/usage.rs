//! What is recorded of an authorization.

use super::{
    ids::{CompanyNumber, DisplayNumber, ProductNumber},
    millis::Millis,
    product::Plan,
};
use serde::{Deserialize, Serialize};

/// An authorization that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// When.
    pub at: Millis,
    /// To whom.
    pub company: CompanyNumber,
    /// On which display; none where a company asked for all of its own.
    pub display: Option<DisplayNumber>,
    /// For what.
    pub product: ProductNumber,
    /// How it was paid for then.
    pub paid: Paid,
    /// Until when.
    pub until: Millis,
}

/// How an authorization was paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "standing", content = "plan")]
pub enum Paid {
    /// Not at all: the product is free.
    Free,
    /// Not at all: on trial.
    Trial,
    /// By a subscription on a plan.
    Subscribed(Plan),
}
