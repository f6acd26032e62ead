//! The one place that reads the system clock.

use chrono::{DateTime, Utc};
use std::time::{SystemTime, UNIX_EPOCH};

/// The system time, or the end of the calendar nearest to it: `Utc::now` would panic there.
pub(crate) fn now() -> DateTime<Utc> {
    utc(SystemTime::now())
}

fn utc(time: SystemTime) -> DateTime<Utc> {
    let (before_epoch, distance) = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (false, after),
        Err(before) => (true, before.duration()),
    };
    let distance = chrono::TimeDelta::from_std(distance).unwrap_or(chrono::TimeDelta::MAX);
    if before_epoch {
        DateTime::UNIX_EPOCH.checked_sub_signed(distance).unwrap_or(DateTime::<Utc>::MIN_UTC)
    } else {
        DateTime::UNIX_EPOCH.checked_add_signed(distance).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::time::Duration;

    #[test]
    fn the_epoch_is_the_epoch() {
        assert_eq!(utc(UNIX_EPOCH), DateTime::UNIX_EPOCH);
    }

    #[test]
    fn times_on_both_sides_of_the_epoch_keep_their_distance() {
        let distance = Duration::from_millis(1_395_944_743_511);
        assert_eq!(utc(UNIX_EPOCH + distance).timestamp_millis(), 1_395_944_743_511);
        assert_eq!(utc(UNIX_EPOCH - distance).timestamp_millis(), -1_395_944_743_511);
    }

    #[test]
    fn a_clock_beyond_the_calendar_is_held_at_its_end() {
        let distance = Duration::from_secs(1 << 60);
        if let Some(far) = UNIX_EPOCH.checked_add(distance) {
            assert_eq!(utc(far), DateTime::<Utc>::MAX_UTC);
        }
        if let Some(far) = UNIX_EPOCH.checked_sub(distance) {
            assert_eq!(utc(far), DateTime::<Utc>::MIN_UTC);
        }
    }

    #[test]
    fn now_lies_between_two_readings_of_the_clock() {
        let before = utc(SystemTime::now());
        let now = now();
        assert!(before <= now && now <= utc(SystemTime::now()));
    }
}
