//! How many calls are too many: the numbers.

use crate::model::ProductCode;
use serde::Deserialize;
use std::{collections::BTreeMap, num::NonZeroU32, time::Duration};

/// `[limits]`, as far as it is about calls. `None` lifts a limit, which only a program can do.
///
/// ```
/// use store_auth_store::public::{CallLimits, Rate};
///
/// let per_id = Some(Rate::new(60, 0.5)?);
/// let limits = CallLimits { per_id, ..CallLimits::default() };
/// assert_ne!(limits, CallLimits::default());
/// # Ok::<(), store_auth_store::public::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CallLimits {
    /// For each display, product and client address.
    pub per_id: Option<Rate>,
    /// For each company, product and client address, where `cid` is given: all of its displays share it.
    pub per_company: Option<Rate>,
    /// For each client address, over everything.
    pub per_address: Option<Rate>,
    /// In place of `per_id`, by product code.
    pub per_product: BTreeMap<ProductCode, Rate>,
}

impl CallLimits {
    /// No limits at all.
    #[must_use]
    pub fn lifted() -> Self {
        Self { per_id: None, per_company: None, per_address: None, per_product: BTreeMap::new() }
    }
}

impl Default for CallLimits {
    fn default() -> Self {
        Self {
            per_id: Some(Rate { burst: number(30), per_minute: 0.5 }),
            per_company: Some(Rate { burst: number(600), per_minute: 60.0 }),
            per_address: Some(Rate { burst: number(600), per_minute: 600.0 }),
            per_product: BTreeMap::new(),
        }
    }
}

pub(super) fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// So many calls at once, and then so many a minute.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "RateKeys")]
pub struct Rate {
    pub(super) burst: NonZeroU32,
    pub(super) per_minute: f64,
}

/// A number of calls that no limit can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    /// Of the calls at once.
    #[error("`burst`: expected a whole number from 1 to 1000000")]
    Burst,
    /// Of those in a minute.
    #[error(
        "`per_minute`: expected a number from 0.01 to 60000000, such as 0.5 for one in two minutes"
    )]
    PerMinute,
}

const BURST_MAX: u32 = 1_000_000;

impl Rate {
    /// `burst` calls at once, and then `per_minute`.
    ///
    /// # Errors
    /// [`RateError`], unless `burst` is from 1 to a million and `per_minute` from 0.01 to sixty million, which limits nothing.
    pub fn new(burst: u32, per_minute: f64) -> Result<Self, RateError> {
        let burst = NonZeroU32::new(burst).filter(|burst| burst.get() <= BURST_MAX);
        if !(0.01..=6e7).contains(&per_minute) {
            return Err(RateError::PerMinute);
        }
        Ok(Self { burst: burst.ok_or(RateError::Burst)?, per_minute })
    }

    /// The calls at once.
    #[must_use]
    pub fn burst(self) -> NonZeroU32 {
        self.burst
    }

    /// From one call to the next, once the others are used up.
    #[must_use]
    pub fn period(self) -> Duration {
        Duration::from_secs_f64(60.0 / self.per_minute)
    }
}

/// A rate as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateKeys {
    burst: u32,
    per_minute: f64,
}

impl TryFrom<RateKeys> for Rate {
    type Error = RateError;

    fn try_from(RateKeys { burst, per_minute }: RateKeys) -> Result<Self, RateError> {
        Self::new(burst, per_minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_and_the_fastest_rate_have_a_period() {
        assert_eq!(Rate::new(1, 0.01).map(Rate::period), Ok(Duration::from_mins(100)));
        assert_eq!(Rate::new(1, 6e7).map(Rate::period), Ok(Duration::from_micros(1)));
        assert_eq!(Rate::new(30, 0.5).map(Rate::period), Ok(Duration::from_mins(2)));
    }
}
