//! What a company has of a product.

use super::{millis::Millis, product::Plan};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a company has of a product: a trial, a purchase, or both one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// The one trial that it has or had.
    pub trial: Option<Trial>,
    /// The plan that it is bought on, or that it would be.
    pub plan: Option<Plan>,
    /// Whether it is bought.
    pub purchase: Purchase,
    /// Whether it is suspended, whatever else it is.
    pub suspended: bool,
}

/// When a trial runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trial {
    /// Since when.
    pub from: Millis,
    /// Its last millisecond.
    pub to: Millis,
}

impl Trial {
    /// How long one of so many days is.
    pub(crate) fn length(days: u32) -> Duration {
        Duration::from_hours(24).saturating_mul(days)
    }
}

/// Whether a subscription is bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum Purchase {
    /// It is not.
    #[default]
    None,
    /// It is.
    Bought,
    /// It was, and is paid for until an instant, which is its last.
    #[serde(rename_all = "camelCase")]
    Cancelled {
        /// The end of what was paid.
        paid_until: Millis,
    },
}
