//! A verifier as one writes it in an afternoon: concatenate, hash, `==`, and a date parser that means well.
//!
//! It checks no grammar. Strings are bytes, as they are to C, PHP, Perl and Ruby. How it reads an expiry is chosen for
//! each attack, after parsers that were seen to behave so.

use crate::sent::Sent;
use chrono::{DateTime, NaiveDateTime, Utc};
use sha1::{Digest as _, Sha1};

pub(crate) struct Naive {
    key: String,
    hashed_expiry: fn(&[u8]) -> Vec<u8>,
    is_expired: fn(&[u8], DateTime<Utc>) -> bool,
}

impl Naive {
    /// Hashes the expiry as it came, and reads the date at its start.
    pub(crate) fn new(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            hashed_expiry: <[u8]>::to_vec,
            is_expired: |expiry, now| first_date(expiry).is_none_or(|expiry| expiry < now),
        }
    }

    pub(crate) fn hashing(self, hashed_expiry: fn(&[u8]) -> Vec<u8>) -> Self {
        Self { hashed_expiry, ..self }
    }

    pub(crate) fn expiring(self, is_expired: fn(&[u8], DateTime<Utc>) -> bool) -> Self {
        Self { is_expired, ..self }
    }

    pub(crate) fn lets_in(&self, sent: &Sent, now: DateTime<Utc>) -> bool {
        let expiry = (self.hashed_expiry)(&sent.expiry);
        let expected = sign(&sent.id, &sent.pc, &self.key, &expiry);
        expected.as_bytes() == sent.signature && !(self.is_expired)(&sent.expiry, now)
    }
}

/// Signs anything at all: a Store as naive as the verifier.
pub(crate) fn sign(
    id: impl AsRef<[u8]>,
    pc: impl AsRef<[u8]>,
    key: &str,
    expiry: impl AsRef<[u8]>,
) -> String {
    let parts = [id.as_ref(), pc.as_ref(), key.as_bytes(), expiry.as_ref()];
    hex(&Sha1::digest(parts.join(&b'#')))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

/// The date at the start, whatever follows: as Java's `SimpleDateFormat` and Perl's `Time::Piece` read it.
pub(crate) fn first_date(text: &[u8]) -> Option<DateTime<Utc>> {
    text.get(..23).and_then(stamp)
}

/// The last date in the text, whatever stands before it: as Ruby's `Time.parse` reads an extended expiry.
pub(crate) fn last_date(text: &[u8]) -> Option<DateTime<Utc>> {
    text.windows(23).rev().find_map(stamp)
}

/// Seconds since 1970 or, of a text that is no date from start to end, not a number: as JavaScript's `new Date`.
pub(crate) fn date_or_nan(text: &[u8]) -> f64 {
    let zone = text.get(23..).unwrap_or_default();
    match first_date(text) {
        Some(date) if zone == b"Z" || zone == b"+0000" => seconds(date),
        _ => f64::NAN,
    }
}

pub(crate) fn seconds(at: DateTime<Utc>) -> f64 {
    at.signed_duration_since(DateTime::UNIX_EPOCH).as_seconds_f64()
}

fn stamp(text: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?;
    let date = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.3f").ok()?;
    Some(date.and_utc())
}

/// A query string as most frameworks read it: decoded, the last of each name.
pub(crate) fn read_query(query: &str) -> Sent {
    let mut sent = Sent::new("", "", "", "");
    for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
        let value = decoded(value);
        sent = match name {
            "id" | "cid" => sent.with_id(value),
            "pc" => sent.with_pc(value),
            "expiry" => sent.with_expiry(value),
            "signature" => sent.with_signature(value),
            _ => sent,
        };
    }
    sent
}

fn decoded(text: &str) -> Vec<u8> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(digits, 16).unwrap());
        bytes.extend(rest.as_bytes());
    }
    bytes
}
