//! What a document says of each thing: its members, the same in all formats, and for reading and writing.

use crate::model::{CompanyId, Currency, DisplayId, Millis, Plan, ProductCode, Standing, Vendor};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use std::fmt;
use store_auth::ServerKey;
use store_auth_wire::ServerId;
use zeroize::Zeroizing;

/// All that a document names.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "an object with products, companies, servers, subscriptions"
)]
pub struct Entries {
    /// Products.
    #[serde(default)]
    pub products: Vec<ProductEntry>,
    /// Companies with their displays.
    #[serde(default)]
    pub companies: Vec<CompanyEntry>,
    /// Data servers.
    #[serde(default)]
    pub servers: Vec<ServerEntry>,
    /// What companies have of products.
    #[serde(default)]
    pub subscriptions: Vec<SubscriptionEntry>,
}

/// A product. What is not given stays as it is; a new one needs a name.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    expecting = "a product: an object with `code`, `name` and such"
)]
pub struct ProductEntry {
    /// Its product code.
    pub code: ProductCode,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// One line about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_description: Option<String>,
    /// All about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_description: Option<String>,
    /// The URL of an icon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The URL of an image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Whoever makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Vendor>,
    /// For how many days it can be tried; 0 for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trial_days: Option<u32>,
    /// Whether everybody may use it for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free: Option<bool>,
    /// Its prices. Those that it had stay in force for the time that they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<Vec<PriceEntry>>,
    /// Whether it is sold no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<bool>,
}

/// A price of a product on a plan.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, expecting = "a price: an object with `plan`, `amount`, `currency`")]
pub struct PriceEntry {
    /// What it is the price for.
    pub plan: Plan,
    /// In minor units; `null` where the product is not sold on this plan any more.
    #[serde(deserialize_with = "Option::deserialize")]
    pub amount: Option<u64>,
    /// The currency.
    pub currency: Currency,
    /// Since when it is in force. Without it: as soon as it is read, and the first price on a plan from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Millis>,
}

/// A company. What is not given stays as it is; a new one needs a name.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, expecting = "a company: an object with `id`, `name` and such")]
pub struct CompanyEntry {
    /// Its id.
    pub id: CompanyId,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it may use what it has bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Displays that are its own from now on, beside those that it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displays: Option<Vec<DisplayId>>,
}

/// A data server.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, expecting = "a server: an object with `id` and such")]
pub struct ServerEntry {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ServerId,
    /// Whoever runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Vendor>,
    /// Its key, which signs from now on. It is read and never written.
    #[serde(default, skip_serializing)]
    #[schema(value_type = Option<String>)]
    pub key: Option<KeyText>,
}

/// A server key in a document. It is wiped from memory, and shown nowhere.
pub struct KeyText(pub(super) Zeroizing<String>);

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText(..)")
    }
}

impl<'de> Deserialize<'de> for KeyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        ServerKey::new(text.as_bytes()).map_err(D::Error::custom)?;
        Ok(Self(text))
    }
}

/// What a company has of a product.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    expecting = "a subscription: an object with `company`, `product`, `status`, `plan`"
)]
pub struct SubscriptionEntry {
    /// The company's id.
    pub company: CompanyId,
    /// The product's code.
    pub product: ProductCode,
    /// What it is.
    pub status: StatusEntry,
    /// The plan that it is bought on, or would be. It stays as it is where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Since when its trial runs or ran. Without it: as long before its end as the product's trials are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial_starts: Option<Millis>,
    /// The last instant of its trial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial_ends: Option<Millis>,
    /// The end of what was paid, for one that was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_until: Option<Millis>,
    /// Whether it is suspended, whatever else its status says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended: Option<bool>,
}

/// What a subscription is, in the words of the Store's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum StatusEntry {
    /// Bought, on its plan.
    Subscribed,
    /// Not bought, and its trial decides. Without an end, the trial begins now where there has been none.
    #[serde(rename = "On Trial")]
    OnTrial,
    /// Not bought, and its trial decides. Without an end, the trial is over.
    #[serde(rename = "Trial Expired")]
    TrialExpired,
    /// Bought no more, and paid until an end.
    Cancelled,
    /// Suspended. What it was otherwise stays; one that is new is bought.
    Suspended,
    /// Neither bought nor tried.
    #[serde(rename = "Not Subscribed")]
    NotSubscribed,
}
