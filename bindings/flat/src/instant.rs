//! Instants as milliseconds since 1970-01-01T00:00:00Z.

use crate::error::SettingsError;
use chrono::{DateTime, Utc};

/// Reads an instant with its zone, such as `2016-04-27T00:00:00Z` (RFC 3339), as the time until which a key is accepted.
///
/// # Errors
/// [`SettingsError::AcceptUntil`] for any other text.
///
/// ```
/// use store_auth_flat::instant;
///
/// assert_eq!(instant("2016-04-27T02:00:00.5+02:00")?, 1_461_715_200_500);
/// assert_eq!(
///     instant("tomorrow").unwrap_err().to_string(),
///     "accept until: expected an instant with its zone, such as 2016-04-27T00:00:00Z",
/// );
/// # Ok::<(), store_auth_flat::SettingsError>(())
/// ```
pub fn instant(text: &str) -> Result<i64, SettingsError> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => Ok(instant.timestamp_millis()),
        Err(_) => Err(SettingsError::AcceptUntil),
    }
}

/// The instant, or the end of the calendar that is nearest to it.
#[inline]
pub(crate) fn utc(milliseconds: i64) -> DateTime<Utc> {
    let nearest =
        if milliseconds < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    DateTime::from_timestamp_millis(milliseconds).unwrap_or(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beyond_the_calendar_is_its_nearest_end() {
        assert_eq!(
            [i64::MIN, i64::MAX].map(utc),
            [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC]
        );
        assert_eq!([-1, 0, 1].map(|at| utc(at).timestamp_millis()), [-1, 0, 1]);
    }
}
