//! Numbers, amounts and instants for people.

use crate::model::{Currency, Millis};
use std::time::Duration;

/// An amount in minor units as people write it, such as `19.16 USD`.
pub(super) fn money(amount: i128, currency: &str) -> String {
    let digits = currency.parse().map_or(2, minor_digits);
    let (sign, amount) = (if amount < 0 { "−" } else { "" }, amount.unsigned_abs());
    let unit = 10_u128.pow(digits);
    let whole = grouped(amount / unit);
    if digits == 0 {
        return format!("{sign}{whole} {currency}");
    }
    let rest = amount % unit;
    let width = usize::try_from(digits).unwrap_or_default();
    format!("{sign}{whole}.{rest:0width$} {currency}")
}

/// How many digits the minor unit of a currency takes (ISO 4217).
fn minor_digits(currency: Currency) -> u32 {
    match currency.as_str() {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// A number with its digits in groups of three.
pub(super) fn grouped(number: impl Into<u128>) -> String {
    let digits = number.into().to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// How long something lasts at most.
pub(super) fn hours(duration: Duration) -> String {
    format!("{} hours", duration.as_secs().div_ceil(3600))
}

/// An instant to the minute, in UTC.
pub(super) fn minute(instant: Millis) -> String {
    instant.to_utc().format("%Y-%m-%d %H:%M").to_string()
}

/// An instant as it is answered, to the minute; what is none as it is.
pub(super) fn minute_of(text: &str) -> String {
    let instant = chrono::DateTime::parse_from_rfc3339(text);
    instant.map_or_else(|_| text.to_owned(), |instant| minute(instant.to_utc().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        assert_eq!(money(1916, "USD"), "19.16 USD");
        assert_eq!(money(5, "EUR"), "0.05 EUR");
        assert_eq!(money(1_234_567, "JPY"), "1\u{202f}234\u{202f}567 JPY");
        assert_eq!(money(-1500, "KWD"), "−1.500 KWD");
    }
}
