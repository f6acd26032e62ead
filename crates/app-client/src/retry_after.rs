//! The header `Retry-After`.

/// How long it asks to wait, in milliseconds: a number of seconds, or until an HTTP date by the wall clock. Anything else
/// asks for nothing.
pub(crate) fn retry_after(value: &str, wall: i64) -> Option<i64> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds are a time that never comes.
        return Some(value.parse::<i64>().map_or(i64::MAX, |seconds| seconds.saturating_mul(1000)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    // Dates are of 1970 or later.
    let since_1970 = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(crate::now::millis(since_1970).saturating_sub(wall))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_nothing_else() {
        assert_eq!(retry_after("120", 7), Some(120_000));
        assert_eq!(retry_after("99999999999999999999", 7), Some(i64::MAX));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 7), Some(59_993));
        for value in ["", " ", "-1", "+1", "1.5", "1 2", "soon", "2016-04-26T08:17:59Z"] {
            assert_eq!(retry_after(value, 7), None, "{value}");
        }
    }
}
