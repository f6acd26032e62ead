//! Random values for property tests.

use chrono::{DateTime, Utc};
use proptest::prelude::*;

/// Any id of 1 to 64 bytes.
pub(crate) fn id() -> impl Strategy<Value = String> {
    "[!-\"$-~]{1,64}"
}

/// Any product code of 1 to 50 bytes.
pub(crate) fn product_code() -> impl Strategy<Value = String> {
    "[!-\"$-~]{1,50}"
}

/// Any server key of 1 to 128 bytes.
pub(crate) fn key() -> impl Strategy<Value = String> {
    "[!-~]{1,128}"
}

/// Any instant that an expiry can say, to the millisecond.
pub(crate) fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    // From 0000-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z.
    (-62_167_219_200_000_i64..=253_402_300_799_999)
        .prop_map(|millis| DateTime::from_timestamp_millis(millis).unwrap())
}

/// The three texts that an expiry can have for an instant: ISO, Java, and `+0000` with real milliseconds.
pub(crate) fn expiry_text() -> impl Strategy<Value = String> {
    (instant(), 0..3).prop_map(|(instant, form)| match form {
        0 => instant.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        1 => instant.format("%Y-%m-%dT%H:%M:%S.0%S+0000").to_string(),
        _ => instant.format("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string(),
    })
}
