//! Mistakes that the verdict itself says: time and policy.

use crate::{
    code::Code, confidence::Confidence, finding::Finding, past, sent_fields::SentFields,
    spans::span,
};
use chrono::{DateTime, Utc};
use core::time::Duration;
use store_auth::{Denied, Field, Iso8601, Verifier};

/// An authorization that expired so short a time ago may be a matter of clocks.
const SKEW_MAX: Duration = Duration::from_secs(600);

/// What the checks say that need no signature to be wrong.
pub(crate) fn findings(
    verifier: &Verifier,
    denied: &Denied,
    fields: &SentFields,
    now: DateTime<Utc>,
    is_proved: bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let certain = |code, detail| Finding::new(code, Confidence::Certain, detail);
    let expired_at = match denied {
        Denied::Expired { expires_at, .. } => Some(*expires_at),
        // It would be denied for that next.
        Denied::Malformed(_) => past::expired_at(verifier, fields.text(Field::Expiry), now),
        _ => None,
    };
    if let Some(expired_at) = expired_at {
        let ago = now.signed_duration_since(expired_at).to_std().unwrap_or_default();
        let leeway = ago.as_millis().div_ceil(1000);
        let detail = format!(
            "it expired {} ago, at {}; a leeway of {leeway} s would have let it in",
            span(ago),
            Iso8601(expired_at)
        );
        let is_skew = is_proved && ago <= SKEW_MAX;
        let code = if is_skew { Code::ClockSkew } else { Code::Expired };
        let detail = if is_skew {
            format!("{detail}: this server's clock may be ahead by that much")
        } else {
            format!("{detail}{}", whole_hours(ago))
        };
        findings.push(certain(code, detail));
    }
    match denied {
        Denied::ProductNotAllowed => {
            findings.push(certain(Code::ProductNotServed, String::new()));
        }
        Denied::LifetimeTooLong { expires_at, max_lifetime, .. } => {
            let ahead = expires_at.signed_duration_since(now).to_std().unwrap_or_default();
            let above = ahead.saturating_sub(*max_lifetime);
            let detail = format!(
                "it expires {} from now, {} more than is accepted: this server's clock may be behind by that much",
                span(ahead),
                span(above)
            );
            findings.push(certain(Code::LifetimeTooLong, detail));
        }
        _ => {}
    }
    findings
}

/// A time zone is off by whole hours, most often.
fn whole_hours(ago: Duration) -> String {
    let hours = ago.as_secs().saturating_add(120) / 3600;
    if ago.as_secs().saturating_add(120) % 3600 < 240 && (1..=14).contains(&hours) {
        let unit = if hours == 1 { "hour" } else { "hours" };
        format!("; that is {hours} {unit} almost to the minute, as of a clock set to a local time")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_hours_are_said_within_two_minutes_from_one_to_fourteen() {
        for (seconds, expected) in [
            (42, None),
            (3_479, None),
            (3_480, Some("1 hour")),
            (3_600, Some("1 hour")),
            (3_719, Some("1 hour")),
            (3_720, None),
            (7_080, Some("2 hours")),
            (9_000, None),
            (50_519, Some("14 hours")),
            (54_000, None),
        ] {
            let said = whole_hours(Duration::from_secs(seconds));
            let end = " almost to the minute, as of a clock set to a local time";
            let expected = expected.map(|hours| format!("; that is {hours}{end}"));
            assert_eq!(said, expected.unwrap_or_default(), "{seconds}");
        }
    }
}
