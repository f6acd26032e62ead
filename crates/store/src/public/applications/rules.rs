//! How many applications are taken.

use crate::public::limits::{Rate, number};
use serde::{Deserialize, Deserializer, de::Error};

/// `[applications]`: that strangers may apply, and how many of them.
///
/// ```
/// use store_auth_store::public::{ApplicationRules, Rate};
///
/// let rules: ApplicationRules = toml::from_str("waiting = 50")?;
/// assert_eq!((rules.waiting, rules.per_address), (50, ApplicationRules::default().per_address));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ApplicationRules {
    /// How many may wait to be decided, in all. Further ones are refused.
    #[serde(deserialize_with = "waiting")]
    pub waiting: usize,
    /// For each client address.
    pub per_address: Rate,
}

const MOST: usize = 10_000;

impl Default for ApplicationRules {
    fn default() -> Self {
        Self { waiting: 200, per_address: Rate { burst: number(5), per_minute: 0.1 } }
    }
}

fn waiting<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let waiting = usize::deserialize(deserializer).ok();
    let expected = || D::Error::custom("expected a whole number from 1 to 10000");
    waiting.filter(|waiting| (1..=MOST).contains(waiting)).ok_or_else(expected)
}
