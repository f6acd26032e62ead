//! Lengths of time in words.

use core::time::Duration;

/// The two largest units of a length of time.
pub(crate) fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let two = |first: u64, unit: &str, second: u64, smaller: &str| match second {
        0 => format!("{first} {unit}"),
        _ => format!("{first} {unit} {second} {smaller}"),
    };
    match seconds {
        0 => format!("{} ms", duration.subsec_millis()),
        1..60 => two(seconds, "s", duration.subsec_millis().into(), "ms"),
        60..3600 => two(seconds / 60, "min", seconds % 60, "s"),
        3600..172_800 => two(seconds / 3600, "h", seconds / 60 % 60, "min"),
        _ => two(seconds / 86_400, "days", seconds / 3600 % 24, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_their_two_largest_units() {
        for (milliseconds, text) in [
            (0, "0 ms"),
            (42, "42 ms"),
            (42_000, "42 s"),
            (42_001, "42 s 1 ms"),
            (60_000, "1 min"),
            (3_599_999, "59 min 59 s"),
            (7_260_000, "2 h 1 min"),
            (172_800_000, "2 days"),
            (277_200_000, "3 days 5 h"),
            (180_000_000, "2 days 2 h"),
        ] {
            assert_eq!(span(Duration::from_millis(milliseconds)), text);
        }
    }
}
