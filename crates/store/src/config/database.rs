//! `[database]`, or `database` alone with a URL: a server of `PostgreSQL` in place of a file in the folder.

use crate::db::PostgresPlace;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::{fmt, path::PathBuf};

#[derive(Debug)]
pub(super) struct DatabaseKeys(pub(super) PostgresPlace);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AsWritten {
    #[serde(deserialize_with = "url")]
    url: PostgresPlace,
    password_file: Option<PathBuf>,
}

impl<'de> Deserialize<'de> for DatabaseKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either)
    }
}

struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = DatabaseKeys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a URL as `postgres://USER@HOST/NAME`, or a section with one")
    }

    fn visit_str<E: Error>(self, url: &str) -> Result<DatabaseKeys, E> {
        url.parse().map(DatabaseKeys).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DatabaseKeys, A::Error> {
        let AsWritten { url, password_file } =
            AsWritten::deserialize(MapAccessDeserializer::new(map))?;
        Ok(DatabaseKeys(match password_file {
            Some(path) => url.with_password_file(path),
            None => url,
        }))
    }
}

fn url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PostgresPlace, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}
