//! An authorization as it is kept.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{collections::BTreeMap, fmt};
use store_auth::Expiry;

/// An authorization: what is kept of the Store's answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Until when, in the text that was received.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub expiry: Expiry,
    /// The signatures by server id.
    pub signatures: BTreeMap<String, String>,
    /// When it was received, in milliseconds by the wall clock.
    pub received: i64,
}

impl Record {
    /// The expiry in milliseconds.
    pub(crate) fn until(&self) -> i64 {
        self.expiry.instant().timestamp_millis()
    }

    /// An expiry that is equal to the time is not past.
    pub(crate) fn is_in_force(&self, wall: i64) -> bool {
        wall <= self.until()
    }
}

/// A [`Record`], and the id of the display or company that it was given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The id.
    pub id: String,
    /// What the Store gave it.
    pub record: Record,
}

/// How what is kept changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// This is kept.
    Kept(Held),
    /// Nothing is kept, or nothing that is understood.
    Removed,
}

impl Change {
    /// To what is kept then.
    #[must_use]
    pub fn to(held: Option<Held>) -> Self {
        held.map_or(Self::Removed, Self::Kept)
    }
}

fn write<S: Serializer>(expiry: &Expiry, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(expiry.as_str())
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Expiry, D::Error> {
    let text = String::deserialize(deserializer)?;
    Expiry::parse(&text).map_err(D::Error::custom)
}

/// Shows no signature.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers: Vec<_> = self.signatures.keys().collect();
        f.debug_struct("Record")
            .field("expiry", &self.expiry.as_str())
            .field("servers", &servers)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_record_has_its_servers_and_no_signature() {
        let record = Record {
            expiry: Expiry::parse("2016-04-26T08:17:59.059+0000").unwrap(),
            signatures: [("A".to_owned(), "16be1703".to_owned())].into(),
            received: 7,
        };
        assert_eq!(
            format!("{record:?}"),
            r#"Record { expiry: "2016-04-26T08:17:59.059+0000", servers: ["A"], received: 7, .. }"#
        );
    }
}
