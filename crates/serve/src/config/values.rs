//! Values as a configuration writes them, for `#[serde(deserialize_with = "…")]`.
//!
//! What is wrong with a value is said without quoting it: it might be a secret. Those that give an `Option` are for
//! keys that may be left out, with `#[serde(default)]`.
//!
//! # Errors
//! Each function says what was expected.
#![allow(clippy::missing_errors_doc)]

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, de::Error};
use std::{net::SocketAddr, time::Duration};

/// A text that `parse` makes something of; `expected` is what it takes, with an example.
pub fn parsed<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: impl FnOnce(&str) -> Option<T>,
    expected: &str,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer).ok();
    text.and_then(|text| parse(&text))
        .ok_or_else(|| D::Error::custom(format_args!("expected {expected}")))
}

/// `"127.0.0.1:9180"`
pub(super) fn socket_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SocketAddr>, D::Error> {
    let expected = "an address and a port such as \"127.0.0.1:9180\"";
    parsed(deserializer, |text| text.parse().ok(), expected).map(Some)
}

/// `"30s"`, `"1h 30m"`
pub fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let parse = |text: &str| humantime::parse_duration(text).ok();
    parsed(deserializer, parse, "a duration such as \"30s\", \"90m\" or \"25h\"")
}

/// The same for a key that may be left out.
pub fn some_duration<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    duration(deserializer).map(Some)
}

/// A duration for which something is waited for: from 100 ms to 24 hours.
pub fn time_limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let range = Duration::from_millis(100)..=Duration::from_secs(24 * 60 * 60);
    let parse =
        |text: &str| humantime::parse_duration(text).ok().filter(|found| range.contains(found));
    parsed(deserializer, parse, "a duration from \"100ms\" to \"24h\"")
}

/// `2016-04-27T00:00:00Z`, TOML's own type and with a zone.
pub fn instant<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    let expected = "an instant with its zone, without quotes, such as 2016-04-27T00:00:00Z";
    toml::value::Datetime::deserialize(deserializer)
        .ok()
        .and_then(|found| DateTime::parse_from_rfc3339(&found.to_string()).ok())
        .map(|instant| Some(instant.to_utc()))
        .ok_or_else(|| D::Error::custom(format_args!("expected {expected}")))
}

/// The size of a request's head: between the least that the HTTP parser takes and more than any client sends.
pub fn header_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let bytes = usize::deserialize(deserializer).ok();
    bytes
        .filter(|bytes| (8192..=1 << 20).contains(bytes))
        .ok_or_else(|| D::Error::custom("expected a number of bytes from 8192 to 1048576"))
}

/// `0o660`
pub(super) fn file_mode<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u32>, D::Error> {
    let mode = u32::deserialize(deserializer).ok();
    mode.filter(|mode| *mode <= 0o777)
        .map(Some)
        .ok_or_else(|| D::Error::custom("expected a file mode such as 0o660"))
}
