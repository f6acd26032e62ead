//! What strangers apply for, and what came of it.

use super::{
    ids::ProductCode,
    millis::Millis,
    product::{Currency, Plan, Vendor},
};
use serde::{Deserialize, Serialize};
use store_auth_wire::ServerId;
use utoipa::ToSchema;

/// What somebody has applied for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// The version of the catalogue that it came with: no other has it.
    pub number: u64,
    /// When it came.
    pub made: Millis,
    /// Who applies.
    pub vendor: Vendor,
    /// What for.
    pub sought: Sought,
    /// What came of it, once that is decided.
    pub decision: Option<Decision>,
}

/// What an application is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Sought {
    /// A product code, for a product that is to be sold.
    App(AppSought),
    /// A key, for a data server.
    Server {
        /// What Apps are to call it.
        id: ServerId,
    },
}

/// A product that somebody wants to sell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppSought {
    /// Its name: 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// One line about it: 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    pub short_description: String,
    /// All about it: 1 to 4000 characters.
    #[schema(min_length = 1, max_length = 4000)]
    pub long_description: String,
    /// The https URL of an icon, of up to 2048 bytes.
    #[serde(default)]
    #[schema(max_length = 2048)]
    pub icon: Option<String>,
    /// The https URL of an image, of up to 2048 bytes.
    #[serde(default)]
    #[schema(max_length = 2048)]
    pub image: Option<String>,
    /// Whether everybody may use it for nothing. If not, it has a price.
    #[serde(default)]
    pub free: bool,
    /// What it is to cost: one price for each plan, in one currency.
    #[serde(default)]
    #[schema(max_items = 2)]
    pub prices: Vec<PriceSought>,
}

/// What a product is to cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceSought {
    /// What it is the price for.
    pub plan: Plan,
    /// In minor units, such as cents.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_u64)]
    pub amount: u64,
    /// The currency.
    pub currency: Currency,
}

/// What came of an application. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// When it was decided.
    pub at: Millis,
    /// What was.
    pub outcome: Outcome,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// There is a product of this code for it.
    Product(ProductCode),
    /// There is a server for it, of the id that was sought.
    Server,
    /// Nothing, and why.
    Rejected(String),
}

/// How far an application is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationState {
    /// Nobody has decided yet.
    Waiting,
    /// It has got what it was for.
    Approved,
    /// It was refused.
    Rejected,
}

impl Application {
    /// How far it is.
    #[must_use]
    pub fn state(&self) -> ApplicationState {
        match self.decision.as_ref().map(|decision| &decision.outcome) {
            None => ApplicationState::Waiting,
            Some(Outcome::Product(_) | Outcome::Server) => ApplicationState::Approved,
            Some(Outcome::Rejected(_)) => ApplicationState::Rejected,
        }
    }
}

impl ApplicationState {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

impl std::str::FromStr for ApplicationState {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "waiting" => Ok(Self::Waiting),
            "approved" => Ok(Self::Approved),
            "rejected" => Ok(Self::Rejected),
            _ => Err("expected waiting, approved or rejected"),
        }
    }
}
