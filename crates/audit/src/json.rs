//! Times and reasons of a summary, as JSON has them.

/// An instant as ISO 8601.
pub(crate) mod time {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use store_auth::Iso8601;

    pub(crate) fn serialize<S: Serializer>(
        instant: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Iso8601(*instant))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<DateTime<Utc>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let instant = DateTime::parse_from_rfc3339(&text);
        instant.map(|instant| instant.to_utc()).map_err(|_| D::Error::custom("expected ISO 8601"))
    }

    /// One, or null.
    pub(crate) mod optional {
        use super::{DateTime, Deserialize, Deserializer, Serializer, Utc};

        #[derive(Deserialize)]
        struct Instant(#[serde(with = "super")] DateTime<Utc>);

        #[allow(clippy::ref_option, reason = "serde's signature")]
        pub(crate) fn serialize<S: Serializer>(
            instant: &Option<DateTime<Utc>>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match instant {
                Some(instant) => super::serialize(instant, serializer),
                None => serializer.serialize_none(),
            }
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<DateTime<Utc>>, D::Error> {
            let instant = Option::<Instant>::deserialize(deserializer)?;
            Ok(instant.map(|Instant(instant)| instant))
        }
    }
}

/// Codes of denials and names of fields.
pub(crate) mod known {
    use serde::{Deserialize, Deserializer, de::Error};
    use store_auth::{Denied, Field};

    pub(crate) fn code<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<&'static str, D::Error> {
        let code = String::deserialize(deserializer)?;
        let known = Denied::CODES.into_iter().find(|known| *known == code);
        known.ok_or_else(|| D::Error::custom("expected the code of a denial"))
    }

    pub(crate) fn field<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<&'static str>, D::Error> {
        let Some(name) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let known = Field::ALL.map(Field::name).into_iter().find(|known| *known == name);
        known.map(Some).ok_or_else(|| D::Error::custom("expected the name of a field"))
    }
}
