//! Instants as vectors write them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::borrow::Cow;
use store_auth::Expiry;

/// An instant written `2016-04-26T08:17:59.059Z`: UTC, milliseconds, years 0000 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub DateTime<Utc>);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        match Expiry::parse(text.as_ref()) {
            Ok(expiry) if text.ends_with('Z') => Ok(Self(expiry.instant())),
            _ => Err(D::Error::custom(format_args!(
                "expected an instant as 2016-04-26T08:17:59.059Z, found {text:?}"
            ))),
        }
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Expiry::iso(self.0) {
            Ok(text) => serializer.collect_str(&text),
            Err(error) => Err(serde::ser::Error::custom(error)),
        }
    }
}
