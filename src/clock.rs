//! The one place that reads the system clock.

use crate::instant::Instant;
use std::time::{SystemTime, UNIX_EPOCH};

/// The system time, or the end of the calendar nearest to it: `Utc::now` would panic there.
pub(crate) fn now() -> Instant {
    instant(SystemTime::now())
}

fn instant(time: SystemTime) -> Instant {
    let milliseconds = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        // The other way round, rounding up is rounding down.
        Err(before) => {
            let before = before.duration().as_nanos().div_ceil(1_000_000);
            i64::try_from(before).map_or(i64::MIN, i64::wrapping_neg)
        }
    };
    Instant::nearest(milliseconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use core::time::Duration;

    #[test]
    fn the_epoch_is_the_epoch() {
        assert_eq!(instant(UNIX_EPOCH).utc(), DateTime::UNIX_EPOCH);
    }

    #[test]
    fn times_on_both_sides_of_the_epoch_keep_their_distance() {
        let distance = Duration::from_millis(1_395_944_743_511);
        assert_eq!(instant(UNIX_EPOCH + distance).utc().timestamp_millis(), 1_395_944_743_511);
        assert_eq!(instant(UNIX_EPOCH - distance).utc().timestamp_millis(), -1_395_944_743_511);
    }

    #[test]
    fn parts_of_a_millisecond_are_rounded_down_on_both_sides_of_the_epoch() {
        let part = Duration::from_nanos(1_000_001);
        assert_eq!(instant(UNIX_EPOCH + part).utc().timestamp_millis(), 1);
        assert_eq!(instant(UNIX_EPOCH - part).utc().timestamp_millis(), -2);
    }

    #[test]
    fn a_clock_beyond_the_calendar_is_held_at_its_end() {
        for distance in [1 << 50, 1 << 60].map(Duration::from_secs) {
            if let Some(far) = UNIX_EPOCH.checked_add(distance) {
                assert_eq!(instant(far), Instant::of(DateTime::<Utc>::MAX_UTC));
            }
            if let Some(far) = UNIX_EPOCH.checked_sub(distance) {
                assert_eq!(instant(far), Instant::of(DateTime::<Utc>::MIN_UTC));
            }
        }
    }

    #[test]
    fn now_lies_between_two_readings_of_the_clock() {
        let before = instant(SystemTime::now());
        let now = now();
        assert!(before <= now && now <= instant(SystemTime::now()));
    }
}
