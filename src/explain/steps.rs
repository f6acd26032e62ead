//! The steps of verification, and where a request was denied.

use super::{
    gather::Gathered,
    report::{Status, Step},
    shown::Shown,
};
use crate::{
    authorization::Authorization,
    denied::Denied,
    expiry,
    instant::{Instant, Iso},
    malformed::{Field, Malformed, Problem},
    verifier::Verifier,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use chrono::{DateTime, Utc};
use core::time::Duration;

/// The steps behind those of the grammar.
const TIME: usize = 4;
const MATCH: usize = 5;
const PRODUCT: usize = 6;
const LIFETIME: usize = 7;

pub(super) fn steps(
    verifier: &Verifier,
    verdict: &Result<Authorization, Denied>,
    gathered: &Gathered,
    now: DateTime<Utc>,
    shown: &Shown<'_>,
) -> Vec<Step> {
    let expires_at = gathered.get(Field::Expiry).and_then(|sent| expiry::instant(&sent.text).ok());
    // A signature over the Java rendering alone can make it expire after it matched.
    let is_past = expires_at.is_some_and(|instant| verifier.is_expired(instant, Instant::of(now)));
    let failed = match verdict {
        Ok(_) => None,
        Err(Denied::Malformed(malformed)) => {
            Field::ALL.iter().position(|field| *field == malformed.field)
        }
        Err(Denied::Expired { .. }) => Some(TIME),
        Err(Denied::SignatureMismatch) => Some(MATCH),
        Err(Denied::ProductNotAllowed) => Some(PRODUCT),
        Err(Denied::LifetimeTooLong { .. }) => Some(LIFETIME),
    };
    let matched_first = failed == Some(TIME) && !is_past;
    let status = |place: usize| match failed {
        Some(failed) if place == failed => Status::Failed,
        Some(MATCH..) if place < MATCH => Status::Passed,
        Some(failed) if place > failed && !(matched_first && place == MATCH) => Status::NotReached,
        _ => Status::Passed,
    };
    let mut steps: Vec<_> = Field::ALL
        .into_iter()
        .enumerate()
        .map(|(place, field)| Step {
            name: field.name(),
            status: status(place),
            seen: seen(field, verdict, gathered, shown),
            expected: grammar(field).into(),
            at: marked(field, verdict, gathered, shown),
        })
        .collect();
    let leeway = Duration::from_millis(verifier.leeway.milliseconds().unsigned_abs());
    let mut add = |name, seen: String, expected: String| {
        let step = Step { name, status: status(steps.len()), seen, expected, at: None };
        steps.push(step);
    };
    let at = match verdict {
        Err(Denied::Expired { expires_at, .. } | Denied::LifetimeTooLong { expires_at, .. }) => {
            Some(*expires_at)
        }
        Ok(authorization) => Some(authorization.expires_at()),
        Err(_) => expires_at.map(Instant::utc),
    };
    add(
        "time",
        match at {
            Some(at) => format!("expires at {}, now is {}", Iso(at), Iso(now)),
            None => format!("now is {}", Iso(now)),
        },
        if leeway.is_zero() {
            "an expiry that is not past".into()
        } else {
            format!("an expiry that is not past by more than {}", span(leeway))
        },
    );
    let accepted = verifier.keys.accepted_at(Instant::of(now)).count();
    add(
        "match",
        match verdict {
            Ok(authorization) => format!("made by key {}", authorization.key_index()),
            Err(_) => value(Field::Signature, gathered, shown),
        },
        match accepted {
            1 => "the hash of id#pc#key#expiry with the accepted key".to_string(),
            keys => format!("the hash of id#pc#key#expiry with one of {keys} accepted keys"),
        },
    );
    add(
        "product",
        value(Field::ProductCode, gathered, shown),
        match &verifier.products {
            None => "any".to_string(),
            Some(served) => format!("one of {} that are served", served.len()),
        },
    );
    add(
        "lifetime",
        match at.map(|at| at.signed_duration_since(now)) {
            Some(ahead) => match ahead.to_std() {
                Ok(ahead) => format!("{} ahead", span(ahead)),
                Err(_) => format!("{} ago", span(ahead.abs().to_std().unwrap_or_default())),
            },
            None => "unknown".into(),
        },
        match verifier.max_lifetime {
            None => "any".to_string(),
            Some(longest) => format!("at most {}", span(longest)),
        },
    );
    steps
}

fn grammar(field: Field) -> &'static str {
    match field {
        Field::Id => "1 to 64 bytes of visible ASCII other than '#'",
        Field::ProductCode => "1 to 50 bytes of visible ASCII other than '#'",
        Field::Expiry => "YYYY-MM-DDThh:mm:ss.mmmZ or YYYY-MM-DDThh:mm:ss.mmm+0000",
        Field::Signature => "40 lowercase hexadecimal digits",
    }
}

fn malformed(field: Field, verdict: &Result<Authorization, Denied>) -> Option<Problem> {
    match verdict {
        Err(Denied::Malformed(Malformed { field: bad, problem })) if *bad == field => {
            Some(*problem)
        }
        _ => None,
    }
}

fn seen(
    field: Field,
    verdict: &Result<Authorization, Denied>,
    gathered: &Gathered,
    shown: &Shown<'_>,
) -> String {
    match malformed(field, verdict) {
        Some(Problem::Missing) => "nothing".into(),
        Some(Problem::Repeated) => "more than one".into(),
        Some(Problem::BothNames) => {
            format!("both `{field}` and `{}`", field.other_name().unwrap_or_default())
        }
        _ => value(field, gathered, shown),
    }
}

fn value(field: Field, gathered: &Gathered, shown: &Shown<'_>) -> String {
    match gathered.get(field) {
        None => "nothing".into(),
        Some(sent) if sent.text.is_empty() => "an empty text".into(),
        Some(sent) => shown.field(field, &sent.text),
    }
}

/// Where in the shown text the first bad byte is.
fn marked(
    field: Field,
    verdict: &Result<Authorization, Denied>,
    gathered: &Gathered,
    shown: &Shown<'_>,
) -> Option<usize> {
    let (Problem::Byte { offset, .. } | Problem::Range { offset }) = malformed(field, verdict)?
    else {
        return None;
    };
    let text = &gathered.get(field)?.text;
    let (before, whole) = (shown.field(field, text.get(..offset)?), shown.field(field, text));
    // What is masked or cut has no place.
    whole.starts_with(&before).then(|| before.chars().count())
}

/// A length of time in words: its two largest units.
pub(super) fn span(duration: Duration) -> String {
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
            (180_000_000, "2 days 2 h"),
        ] {
            assert_eq!(span(Duration::from_millis(milliseconds)), text);
        }
    }
}
