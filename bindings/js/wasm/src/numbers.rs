//! Numbers of JavaScript.

/// Whole milliseconds: what lies between two of them is the earlier one, what lies beyond them the nearest, and what is no
/// number is before all.
///
/// JavaScript has refused what is no number: where one comes nevertheless, a key is long past.
#[expect(clippy::cast_possible_truncation, reason = "what lies beyond is meant to be the nearest")]
pub(crate) fn milliseconds(number: f64) -> i64 {
    if number.is_nan() { i64::MIN } else { number.floor() as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_whole_and_saturate() {
        assert_eq!([0.0, 1.9, -0.1, -1.0].map(milliseconds), [0, 1, -1, -1]);
        assert_eq!([f64::INFINITY, 1e300].map(milliseconds), [i64::MAX; 2]);
        assert_eq!([f64::NEG_INFINITY, -1e300, f64::NAN].map(milliseconds), [i64::MIN; 3]);
    }
}
