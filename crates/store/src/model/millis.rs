//! Instants of the Store.

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, time::Duration};
use store_auth::Iso8601;

/// An instant in milliseconds since 1970, UTC: as the database keeps it. Sums saturate.
///
/// As text and in JSON it is ISO 8601, and is read with any offset, from 1970 to 9999.
///
/// ```
/// use store_auth_store::model::Millis;
///
/// let millis: Millis = serde_json::from_str(r#""2027-02-09T10:44:34.531+01:00""#)?;
/// assert_eq!(millis.to_string(), "2027-02-09T09:44:34.531Z");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(as = Instant, value_type = String, format = DateTime)]
pub struct Millis(pub i64);

impl Millis {
    /// The instant so much later.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis))
    }

    /// The same instant as chrono has it; the nearest that it has, for what lies beyond its years.
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        let farthest =
            if self.0.is_negative() { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        DateTime::from_timestamp_millis(self.0).unwrap_or(farthest)
    }
}

impl From<DateTime<Utc>> for Millis {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.trunc_subsecs(3).timestamp_millis())
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Iso8601(self.to_utc()).fmt(f)
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The last that ISO 8601 writes with four digits of the year. What is written with more cannot be read again.
const LAST: Millis = Millis(253_402_300_799_999);

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let instant = DateTime::parse_from_rfc3339(&text).map_err(|_| {
            D::Error::custom("expected an instant such as 2027-02-09T09:44:34.531Z")
        })?;
        let millis = Self::from(instant.to_utc());
        if (Self(0)..=LAST).contains(&millis) {
            Ok(millis)
        } else {
            Err(D::Error::custom("expected an instant from 1970 to 9999"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_beyond_all_years_are_the_last_or_the_first_of_them() {
        assert_eq!(Millis(i64::MAX).to_utc(), DateTime::<Utc>::MAX_UTC);
        assert_eq!(Millis(i64::MIN).to_utc(), DateTime::<Utc>::MIN_UTC);
    }

    #[test]
    fn what_is_read_can_be_written_and_read_again() {
        for (text, in_utc) in [
            ("9999-12-31T23:59:59.999Z", Some("9999-12-31T23:59:59.999Z")),
            ("9999-12-31T23:59:59+01:00", Some("9999-12-31T22:59:59.000Z")),
            ("9999-12-31T23:59:59-01:00", None),
            ("1970-01-01T00:00:00Z", Some("1970-01-01T00:00:00.000Z")),
            ("1970-01-01T00:00:00+01:00", None),
        ] {
            let read: Option<Millis> = serde_json::from_value(text.into()).ok();
            let written = read.map(|millis| serde_json::to_value(millis).unwrap());
            assert_eq!(written.as_ref().map(|text| text.as_str().unwrap()), in_utc, "{text}");
            let again = written.map(|text| serde_json::from_value(text).unwrap());
            assert_eq!(again, read, "{text}");
        }
    }
}
