//! Products, and what they cost.

use super::{
    ids::{ProductCode, ProductNumber},
    millis::Millis,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use utoipa::ToSchema;

/// What companies buy: an App, or a service behind one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// The number that the database knows it by.
    pub number: ProductNumber,
    /// Its product code.
    pub code: ProductCode,
    /// Its name, for people.
    pub name: String,
    /// One line about it.
    pub short_description: String,
    /// All about it.
    pub long_description: String,
    /// The URL of an icon.
    pub icon: Option<String>,
    /// The URL of an image.
    pub image: Option<String>,
    /// Whoever makes it.
    pub vendor: Option<Vendor>,
    /// Whether everybody may use it for nothing.
    pub free: bool,
    /// For how many days a company can try it; 0 for none.
    pub trial_days: u32,
    /// What it costs and has cost, in the order in which the prices came into force.
    pub prices: Vec<Price>,
    /// Whether it is sold no more.
    pub withdrawn: bool,
}

impl Product {
    /// The price on a plan that was in force at an instant.
    #[must_use]
    pub fn price_at(&self, plan: Plan, at: Millis) -> Option<&Price> {
        self.prices.iter().rfind(|price| price.plan == plan && price.since <= at)
    }
}

/// Whoever makes a product or runs a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vendor {
    /// Its name.
    pub name: String,
    /// The URL of its website.
    #[serde(default)]
    pub website: Option<String>,
    /// Where to write to.
    #[serde(default)]
    pub contact_email: Option<String>,
}

/// How a product is paid for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// For each display that uses it in a month.
    Display,
    /// Once a month for the company, where any of it uses it.
    Company,
}

impl Plan {
    /// Its name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Display => "display",
            Self::Company => "company",
        }
    }
}

/// What a product costs in a month on one plan, from an instant on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// What it is the price for.
    pub plan: Plan,
    /// In minor units, such as cents. None where the product is not sold on this plan any more.
    pub amount: Option<u64>,
    /// The currency.
    pub currency: Currency,
    /// Since when it is in force.
    pub since: Millis,
}

/// The code of a currency by ISO 4217: three capital letters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[schema(value_type = String, pattern = "^[A-Z]{3}$", example = "USD")]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// A text is no code of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a currency of three capital letters, such as USD")]
pub struct CurrencyError;

impl Currency {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Self(code)),
            _ => Err(CurrencyError),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;

    fn try_from(text: String) -> Result<Self, CurrencyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
