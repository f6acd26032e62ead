//! The scheme once more, naively: owned strings, `format!`, `==`, and integers for time.
//!
//! It shares no code with the library. What the two say must agree; a few functions translate between them.

use chrono::{DateTime, Utc};
use sha1::{Digest as _, Sha1};
use std::time::Duration;
use store_auth::{Authorization, Denied, ExpiryEncoding, Field, KeyRing, ServerKey, Verifier};

/// Milliseconds since 1970.
pub(crate) type Millis = i128;

#[derive(Clone, Debug)]
pub(crate) struct Policy {
    /// The keys, each with the last instant at which it is accepted.
    pub keys: Vec<(String, Option<Millis>)>,
    pub encoding: ExpiryEncoding,
    pub leeway: Duration,
    pub products: Option<Vec<String>>,
    pub max_lifetime: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    Authorized { key: usize, expires_at: Millis },
    Denied { reason: &'static str, field: Option<&'static str> },
}

/// The library's verifier of a policy of the oracle's.
pub(crate) fn verifier(policy: &Policy) -> Verifier {
    let mut keys = policy.keys.iter().map(|(text, until)| {
        let key = ServerKey::new(text).unwrap();
        match until {
            Some(until) => key.accept_until(instant(*until)),
            None => key,
        }
    });
    let ring = KeyRing::new(keys.next().unwrap());
    let mut verifier = Verifier::new(keys.fold(ring, KeyRing::with))
        .expiry_encoding(policy.encoding)
        .leeway(policy.leeway);
    if let Some(products) = &policy.products {
        verifier = verifier.products(products).unwrap();
    }
    if let Some(max_lifetime) = policy.max_lifetime {
        verifier = verifier.max_lifetime(max_lifetime);
    }
    verifier
}

/// An instant of the oracle's, or the end of chrono's calendar nearest to it.
pub(crate) fn instant(at: Millis) -> DateTime<Utc> {
    let end = if at < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    i64::try_from(at).ok().and_then(DateTime::from_timestamp_millis).unwrap_or(end)
}

/// The library's verdict in the words of this one.
pub(crate) fn in_oracles_words(verdict: &Result<Authorization, Denied>) -> Verdict {
    match verdict {
        Ok(authorization) => Verdict::Authorized {
            key: authorization.key_index(),
            expires_at: authorization.expires_at().timestamp_millis().into(),
        },
        Err(denied) => {
            Verdict::Denied { reason: denied.code(), field: denied.field().map(Field::name) }
        }
    }
}

fn denied(reason: &'static str) -> Verdict {
    Verdict::Denied { reason, field: None }
}

pub(crate) fn verify(
    policy: &Policy,
    now: Millis,
    [id, pc, expiry, signature]: [&[u8]; 4],
) -> Verdict {
    let malformed = |field| Verdict::Denied { reason: "malformed", field: Some(field) };
    let Some(id) = token(id, 64) else {
        return malformed("id");
    };
    let Some(pc) = token(pc, 50) else {
        return malformed("pc");
    };
    let Some((expiry, instant)) = read_expiry(expiry) else {
        return malformed("expiry");
    };
    let hex = |byte: &u8| "0123456789abcdef".contains(char::from(*byte));
    if signature.len() != 40 || !signature.iter().all(hex) {
        return malformed("signature");
    }

    let leeway = Millis::try_from(policy.leeway.as_millis()).unwrap();
    if instant + leeway < now {
        return denied("expired");
    }

    let whole_second = instant.div_euclid(1000) * 1000;
    let java = format!("{}.0{}+0000", &expiry[..19], &expiry[17..19]);
    let texts = match policy.encoding {
        ExpiryEncoding::AsReceived => vec![(expiry, instant)],
        ExpiryEncoding::JavaSample => vec![(java, whole_second)],
        ExpiryEncoding::Either => vec![(expiry, instant), (java, whole_second)],
    };
    for (index, (key, until)) in policy.keys.iter().enumerate() {
        if until.is_some_and(|until| until < now) {
            continue;
        }
        for (text, expires_at) in &texts {
            if sign(&id, &pc, key, text).as_bytes() != signature {
                continue;
            }
            if expires_at + leeway < now {
                return denied("expired");
            }
            if policy.products.as_ref().is_some_and(|products| !products.contains(&pc)) {
                return denied("product-not-allowed");
            }
            let max = policy.max_lifetime.map(|max| Millis::try_from(max.as_millis()).unwrap());
            if max.is_some_and(|max| expires_at - now > max) {
                return denied("lifetime-too-long");
            }
            return Verdict::Authorized { key: index, expires_at: *expires_at };
        }
    }
    denied("signature-mismatch")
}

pub(crate) fn sign(id: &str, pc: &str, key: &str, expiry: &str) -> String {
    let digest = Sha1::digest(format!("{id}#{pc}#{key}#{expiry}"));
    digest.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

fn token(text: &[u8], max: usize) -> Option<String> {
    let text = String::from_utf8(text.to_vec()).ok()?;
    let fits = |byte: char| ('\u{21}'..='\u{7e}').contains(&byte) && byte != '#';
    (!text.is_empty() && text.len() <= max && text.chars().all(fits)).then_some(text)
}

/// The text and its instant.
pub(crate) fn read_expiry(text: &[u8]) -> Option<(String, Millis)> {
    let text = String::from_utf8(text.to_vec()).ok()?;
    let java = text.ends_with("+0000");
    let stamp = text.strip_suffix("+0000").or(text.strip_suffix('Z'))?;
    let shape: String = stamp.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    if shape != "9999-99-99T99:99:99.999" {
        return None;
    }
    let number = |from: usize, to: usize| stamp[from..to].parse::<Millis>().unwrap();
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let (hour, minute, second, mut millis) =
        (number(11, 13), number(14, 16), number(17, 19), number(20, 23));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month_length = *days.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=month_length).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if java && millis == second {
        millis = 0;
    }
    // Days since year 0, a year and a month at a time.
    let mut day_number = (0..year)
        .map(|y| if y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) { 366 } else { 365 })
        .sum::<Millis>();
    day_number += days[..usize::try_from(month - 1).unwrap()].iter().sum::<Millis>();
    day_number += day - 1 - 719_528;
    let instant = ((day_number * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + millis;
    Some((text, instant))
}
