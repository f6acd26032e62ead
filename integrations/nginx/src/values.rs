//! The values of directives.

use std::str;

/// `on` or `off`
pub(crate) fn switch(value: &[u8]) -> Result<bool, String> {
    match value {
        b"on" => Ok(true),
        b"off" => Ok(false),
        _ => Err("expected on or off".to_owned()),
    }
}

/// `accept_until=2016-04-27T00:00:00Z`, in milliseconds since 1970.
pub(crate) fn accept_until(value: &[u8]) -> Result<i64, String> {
    let expected = "expected a path and, at the most, accept_until=INSTANT behind it";
    let instant = value.strip_prefix(b"accept_until=").ok_or(expected)?;
    let instant = str::from_utf8(instant).unwrap_or_default();
    store_auth_flat::instant(instant).map_err(|error| error.to_string())
}
