//! A policy as data: times in whole milliseconds.

use crate::expiry_encoding::ExpiryEncoding;
use alloc::{string::String, vec::Vec};
use core::time::Duration;
use serde::{Deserialize, Serialize};

/// The members of a policy, of which each can be left out.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct PolicyData {
    pub(crate) expiry_encoding: ExpiryEncoding,
    #[serde(rename = "leewayMs", with = "milliseconds")]
    pub(crate) leeway: Duration,
    #[serde(rename = "maxLifetimeMs", with = "optional_milliseconds")]
    pub(crate) max_lifetime: Option<Duration>,
    pub(crate) products: Option<Vec<String>>,
}

/// A length of time in whole milliseconds, rounded down.
mod milliseconds {
    use core::time::Duration;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}

/// The same, or null.
mod optional_milliseconds {
    use core::time::Duration;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde's signature")]
    pub(crate) fn serialize<S: Serializer>(
        time: &Option<Duration>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::milliseconds::serialize(time, to),
            None => to.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(Duration::from_millis))
    }
}
