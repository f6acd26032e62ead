//! Values as a configuration writes them. What is wrong with one is said without quoting it: it might be a key.

use chrono::{DateTime, Utc};
use http::HeaderName;
use serde::{Deserialize, Deserializer, de::Error};
use std::{net::SocketAddr, time::Duration};

/// A text that `parse` makes something of.
fn text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: impl FnOnce(&str) -> Option<T>,
    expected: &str,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom(format_args!("expected {expected}")))
}

pub(super) fn socket_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SocketAddr>, D::Error> {
    text(deserializer, |text| text.parse().ok(), "an address and a port such as \"127.0.0.1:9180\"")
        .map(Some)
}

pub(super) fn header_name<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<HeaderName>, D::Error> {
    text(deserializer, |text| text.parse().ok(), "the name of a header such as \"X-Original-URI\"")
        .map(Some)
}

pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let parse = |text: &str| humantime::parse_duration(text).ok();
    text(deserializer, parse, "a duration such as \"30s\", \"90m\" or \"25h\"")
}

/// Of something that is waited for.
pub(super) fn time_limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let range = Duration::from_millis(100)..=Duration::from_secs(24 * 60 * 60);
    let parse =
        |text: &str| humantime::parse_duration(text).ok().filter(|found| range.contains(found));
    text(deserializer, parse, "a duration from \"100ms\" to \"24h\"")
}

pub(super) fn some_duration<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    duration(deserializer).map(Some)
}

pub(super) fn instant<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    let expected = "an instant with its zone, without quotes, such as 2016-04-27T00:00:00Z";
    toml::value::Datetime::deserialize(deserializer)
        .ok()
        .and_then(|found| DateTime::parse_from_rfc3339(&found.to_string()).ok())
        .map(|instant| Some(instant.to_utc()))
        .ok_or_else(|| D::Error::custom(format_args!("expected {expected}")))
}

/// Between the least that the HTTP parser takes and more than any proxy sends.
pub(super) fn header_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let bytes = usize::deserialize(deserializer)?;
    if (8192..=1 << 20).contains(&bytes) {
        Ok(bytes)
    } else {
        Err(D::Error::custom("expected a number of bytes from 8192 to 1048576"))
    }
}

pub(super) fn file_mode<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u32>, D::Error> {
    let mode = u32::deserialize(deserializer)?;
    if mode <= 0o777 {
        Ok(Some(mode))
    } else {
        Err(D::Error::custom("expected a file mode such as 0o660"))
    }
}
