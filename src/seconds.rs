//! How a length of time is written.

use core::{fmt, time::Duration};

/// A length of time in seconds, such as `1.5`: no digit too many. Without numbers of floating point, whose digits would be
/// most of a small program.
pub(crate) struct Seconds(pub(crate) Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.as_secs())?;
        let (mut fraction, mut digits) = (self.0.subsec_nanos(), 9_usize);
        if fraction == 0 {
            return Ok(());
        }
        while fraction % 10 == 0 {
            fraction /= 10;
            digits = digits.saturating_sub(1);
        }
        write!(f, ".{fraction:0digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn seconds_have_the_digits_that_they_need() {
        for (duration, text) in [
            (Duration::ZERO, "0"),
            (Duration::from_millis(1500), "1.5"),
            (Duration::from_millis(3_600_050), "3600.05"),
            (Duration::from_nanos(1), "0.000000001"),
            (Duration::MAX, "18446744073709551615.999999999"),
        ] {
            assert_eq!(Seconds(duration).to_string(), text);
        }
    }
}
