//! How long to wait before the next ask.

pub(crate) const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Two asks that nobody hints at are as far apart, and so are two that are hinted at.
pub(crate) const BETWEEN_ASKS: i64 = 5 * MINUTE;
/// Beyond it, clients with timers of 31 bits wait for nothing.
const LONGEST: i64 = 24 * DAY;
/// No `Retry-After` puts off an ask for longer.
const LONGEST_RETRY: i64 = DAY;

/// After an authorization with so many milliseconds left. `r` in [0, 1) scatters the asks of a fleet.
#[expect(clippy::cast_precision_loss, reason = "exact for every expiry that can be written")]
pub(crate) fn after_authorization(left: i64, renew_before: i64, r: f64) -> i64 {
    let left = left as f64;
    let margin = (renew_before as f64).min(left / 2.0);
    whole(left - margin - r * (left - margin) / 2.0).clamp(BETWEEN_ASKS, LONGEST)
}

/// After a denial or a failure. `retry_after` is what the answer asked to wait, in milliseconds.
#[expect(clippy::cast_precision_loss, reason = "an hour")]
pub(crate) fn after_no(retry_after: Option<i64>, r: f64) -> i64 {
    let scattered = whole(HOUR as f64 - r * (10 * MINUTE) as f64);
    scattered.max(retry_after.unwrap_or(0).min(LONGEST_RETRY))
}

#[expect(clippy::cast_possible_truncation, reason = "it is what drops the fraction")]
fn whole(millis: f64) -> i64 {
    millis as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_days_authorization_is_renewed_after_eleven_and_a_half_to_twenty_three_hours() {
        assert_eq!(after_authorization(DAY, HOUR, 0.0), 23 * HOUR);
        assert_eq!(after_authorization(DAY, HOUR, 1.0), 23 * HOUR / 2);
    }

    #[test]
    fn what_is_absurd_is_waited_for_within_the_bounds() {
        assert_eq!(after_authorization(i64::MAX, 0, 0.0), LONGEST);
        assert_eq!(after_authorization(i64::MIN, i64::MAX, 0.5), BETWEEN_ASKS);
        assert_eq!(after_no(Some(i64::MAX), 0.0), DAY);
        assert_eq!(after_no(Some(i64::MIN), 0.0), HOUR);
    }
}
