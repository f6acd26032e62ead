//! Verdicts as data, with the names that they have on the wire.

use crate::{authorization::Authorization, denied::Denied, field::Field, iso8601::Iso8601};
use core::fmt;
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// `{"id":…,"pc":…,"expiresAt":"2016-04-26T08:17:59.000Z","key":0}`
impl Serialize for Authorization {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Authorization", 4)?;
        object.serialize_field("id", self.id())?;
        object.serialize_field("pc", self.product_code())?;
        object.serialize_field("expiresAt", &Text(Iso8601(self.expires_at())))?;
        object.serialize_field("key", &self.key_index())?;
        object.end()
    }
}

/// `{"reason":"malformed","field":"pc","message":…}`; `field` is null for every other reason.
impl Serialize for Denied {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Denied", 3)?;
        object.serialize_field("reason", self.code())?;
        object.serialize_field("field", &self.field())?;
        object.serialize_field("message", &Text(self))?;
        object.end()
    }
}

/// The field's name on the wire.
impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

struct Text<T>(T);

impl<T: fmt::Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
