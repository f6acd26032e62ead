//! Values of options: output formats, instants, durations, numbers.

#[cfg(feature = "audit")]
use chrono::FixedOffset;
use chrono::{DateTime, Utc};
use clap::{
    ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use std::{
    fmt::Display,
    num::{IntErrorKind, ParseIntError},
    ops::RangeInclusive,
    str::FromStr,
    time::Duration,
};
use store_auth::{Expiry, ExpiryEncoding};
use store_auth_requests::Format as LogFormat;

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}

/// An instant as RFC 3339 or as an expiry writes it.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|instant| instant.to_utc())
        .or_else(|_| Expiry::parse(text).map(|expiry| expiry.instant()))
        .map_err(|_| "expected an instant such as 2016-04-26T08:00:00Z".to_owned())
}

/// A duration with its unit.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| "expected a duration such as 30s, 90m or 24h".to_owned())
}

/// A whole number in a range, of which the end that was missed is told.
pub(crate) fn whole_number<N>(
    range: RangeInclusive<N>,
) -> impl Fn(&str) -> Result<N, String> + Clone + Send + Sync + 'static
where
    N: FromStr<Err = ParseIntError> + PartialOrd + Display + Clone + Send + Sync + 'static,
{
    move |text| {
        let (least, most) = (range.start(), range.end());
        let is_too_large = match text.parse::<N>() {
            Ok(number) if range.contains(&number) => return Ok(number),
            Ok(number) => number > *most,
            Err(error) => *error.kind() == IntErrorKind::PosOverflow,
        };
        Err(if is_too_large {
            format!("expected a whole number of at most {most}")
        } else {
            format!("expected a whole number of at least {least}")
        })
    }
}

/// A percentage, 0 to 100.
pub(crate) fn percent(text: &str) -> Result<f64, String> {
    let percent: f64 = text.parse().map_err(|_| "expected a number of percent")?;
    if (0.0..=100.0).contains(&percent) {
        Ok(percent)
    } else {
        Err("expected 0 to 100 percent".to_owned())
    }
}

/// The offset of a zone from UTC.
#[cfg(feature = "audit")]
pub(crate) fn zone(text: &str) -> Result<FixedOffset, String> {
    let text = if matches!(text, "Z" | "z" | "UTC") { "+00:00" } else { text };
    text.parse().map_err(|_| "expected an offset such as +02:00 or Z".to_owned())
}

/// The policy for the text of the expiry.
pub(crate) fn expiry_encoding() -> impl TypedValueParser<Value = ExpiryEncoding> {
    PossibleValuesParser::new(ExpiryEncoding::ALL.map(ExpiryEncoding::name))
        .try_map(|name| name.parse::<ExpiryEncoding>())
}

/// The format of a log.
pub(crate) fn log_format() -> impl TypedValueParser<Value = LogFormat> {
    PossibleValuesParser::new(LogFormat::ALL.map(LogFormat::name))
        .try_map(|name| name.parse::<LogFormat>())
}
