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
