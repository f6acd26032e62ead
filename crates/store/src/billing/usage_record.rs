//! A record of usage as it is handed out.

use crate::model::{CompanyId, DisplayId, Millis, Paid, Plan, ProductCode};
use serde::{Deserialize, Serialize};

/// A record of usage with the names of what it is about: a line of an export.
///
/// ```
/// use store_auth_store::{billing::UsageRecord, model::Paid};
///
/// let line = r#"{"at":"2026-11-15T00:00:00.000Z","company":"b430171d-550f-79ef-cdfb-55e4d24c2e52","display":null,
///     "product":"1219fb87cdbe1089e7efcf69e4232e0620f92900","standing":"trial","plan":null,
///     "until":"2026-11-16T00:00:00.000Z"}"#;
/// let record: UsageRecord = serde_json::from_str(line)?;
/// assert_eq!((record.standing, record.plan), (Paid::Trial.into(), None));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsageRecord {
    /// When.
    pub at: Millis,
    /// To whom.
    pub company: CompanyId,
    /// On which display; none where a company asked for all of its own.
    pub display: Option<DisplayId>,
    /// For what.
    pub product: ProductCode,
    /// How it was paid for then.
    pub standing: UsageStanding,
    /// On which plan it was paid for.
    pub plan: Option<Plan>,
    /// Until when.
    pub until: Millis,
}

/// How an authorization was paid for, without the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UsageStanding {
    /// Not at all: the product is free.
    Free,
    /// Not at all: on trial.
    Trial,
    /// By a subscription.
    Subscribed,
}

impl UsageStanding {
    /// Its name, as exports have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Trial => "trial",
            Self::Subscribed => "subscribed",
        }
    }
}

impl From<Paid> for UsageStanding {
    fn from(paid: Paid) -> Self {
        match paid {
            Paid::Free => Self::Free,
            Paid::Trial => Self::Trial,
            Paid::Subscribed(_) => Self::Subscribed,
        }
    }
}

impl UsageRecord {
    /// The names of its columns, in their order.
    pub const COLUMNS: [&str; 7] =
        ["at", "company", "display", "product", "standing", "plan", "until"];
}
