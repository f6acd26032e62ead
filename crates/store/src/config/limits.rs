//! `[limits]`: of connections, as every server has them, and of calls.

use crate::{
    model::ProductCode,
    public::{CallLimits, Rate},
};
use serde::Deserialize;
use std::{collections::BTreeMap, num::NonZeroU32, time::Duration};
use store_auth_serve::config::{self as serve, values};

/// The keys of both in one section. A name that is neither's is refused with the nearest of all of them, which is why
/// they are listed here once more: what is missing here does not compile in [`split`](Self::split).
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Limits {
    connections: NonZeroU32,
    #[serde(deserialize_with = "values::header_bytes")]
    header_bytes: usize,
    #[serde(deserialize_with = "values::time_limit")]
    request_time: Duration,
    #[serde(deserialize_with = "values::time_limit")]
    idle_time: Duration,
    #[serde(deserialize_with = "values::time_limit")]
    drain_time: Duration,
    per_id: Option<Rate>,
    per_company: Option<Rate>,
    per_address: Option<Rate>,
    per_product: BTreeMap<ProductCode, Rate>,
}

impl Limits {
    /// Those of connections, and those of calls.
    pub(super) fn split(self) -> (serve::Limits, CallLimits) {
        let Self {
            connections,
            header_bytes,
            request_time,
            idle_time,
            drain_time,
            per_id,
            per_company,
            per_address,
            per_product,
        } = self;
        (
            serve::Limits { connections, header_bytes, request_time, idle_time, drain_time },
            CallLimits { per_id, per_company, per_address, per_product },
        )
    }
}

impl Default for Limits {
    fn default() -> Self {
        let serve::Limits { connections, header_bytes, request_time, idle_time, drain_time } =
            serve::Limits::default();
        let CallLimits { per_id, per_company, per_address, per_product } = CallLimits::default();
        Self {
            connections,
            header_bytes,
            request_time,
            idle_time,
            drain_time,
            per_id,
            per_company,
            per_address,
            per_product,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_refused(text: &str, expected: &str) {
        let error = toml::from_str::<Limits>(text).unwrap_err();
        assert!(error.message().contains(expected), "{}", error.message());
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        let burst = "`burst`: expected a whole number from 1 to 1000000";
        assert_refused("per_id = { burst = 0, per_minute = 1 }", burst);
        assert_refused("per_id = { burst = 1000001, per_minute = 1 }", burst);
        for per_minute in ["0", "-1", "0.001", "1e8", "inf", "nan"] {
            let text = format!("per_company = {{ burst = 1, per_minute = {per_minute} }}");
            assert_refused(&text, "`per_minute`: expected a number from 0.01 to 60000000");
        }
    }

    #[test]
    fn unknown_keys_are_refused() {
        assert_refused("per_display = {}", "unknown field `per_display`");
        let text = "per_id = { burst = 1, per_minute = 1, per_hour = 1 }";
        assert_refused(text, "unknown field `per_hour`");
        let text = "per_product.x = { burst = 1, per_minute = 1 }";
        assert_refused(text, "expected a product code of 40 hexadecimal digits");
    }

    #[test]
    fn what_is_not_said_is_as_it_is_by_default() {
        let text = "per_id = { burst = 60, per_minute = 0.5 }";
        let (_, calls) = toml::from_str::<Limits>(text).unwrap().split();
        let per_id = Some(Rate::new(60, 0.5).unwrap());
        assert_eq!(calls, CallLimits { per_id, ..CallLimits::default() });
    }
}
