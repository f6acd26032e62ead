//! Objects that are objects and names that are strings, where Serde would take other values too.

use serde::{
    Deserialize, Deserializer,
    de::{Error, IntoDeserializer, MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::{fmt, marker::PhantomData};

/// Reads a value that is written as an object, for `#[serde(deserialize_with = "object")]`.
///
/// What Serde derives for a struct takes an array of its members too, in the order of the struct. No other reader of
/// these files does.
///
/// # Errors
/// For anything but an object, and for an object that is no `T`.
///
/// ```
/// use store_auth_vectors::{Key, object};
///
/// let read = |json: &str| object::<_, Key>(&mut serde_json::Deserializer::from_str(json));
/// assert!(read(r#"{"key":"85bb85314f73fa72","acceptUntil":null}"#).is_ok());
/// let error = read(r#"["85bb85314f73fa72",null]"#).unwrap_err();
/// assert_eq!(error.to_string(), "invalid type: sequence, expected an object at line 1 column 0");
/// ```
pub fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Reads one of several names that is written as a string, for `#[serde(deserialize_with = "string")]`.
///
/// What Serde derives for an enum takes an object with the name as its only member too.
///
/// # Errors
/// For anything but a string, and for a string that is no `T`.
///
/// ```
/// use store_auth_vectors::{Outcome, string};
///
/// let read = |json: &str| string::<_, Outcome>(&mut serde_json::Deserializer::from_str(json));
/// assert_eq!(read(r#""denied""#)?, Outcome::Denied);
/// assert!(read(r#"{"denied":null}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn string<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(NameVisitor(PhantomData))
}

/// Reads a list of values that are written as objects.
pub(crate) fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let objects = Vec::<Object<T>>::deserialize(deserializer)?;
    Ok(objects.into_iter().map(|Object(value)| value).collect())
}

struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer).map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

struct NameVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NameVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        T::deserialize(name.into_deserializer())
    }
}
