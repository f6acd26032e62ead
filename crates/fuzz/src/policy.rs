//! Key ring, accept-until, leeway, lifetime, products and encodings, at every extreme of time.

use crate::{
    compare::{self, Signed},
    oracle::{self, Millis, Verdict},
    shared::{KEYS, UNKNOWN_KEY},
};
use arbitrary::{Arbitrary, Unstructured};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;
use store_auth::{Expiry, ExpiryEncoding, Request};

#[derive(Arbitrary)]
struct Input {
    encoding: u8,
    products: u8,
    /// Of the expiry, brought into the years 0000 to 9999.
    expiry_seconds: i64,
    expiry_millis: u16,
    /// The expiry's form as sent; what of it is signed; which product code.
    form: u8,
    covered: u8,
    product: u8,
    /// Which key signs; beyond those of the ring, an unknown one.
    signer: u8,
    now: Time,
    leeway: Span,
    max_lifetime: Span,
    key_count: u8,
    keys: [Key; 4],
}

#[derive(Arbitrary)]
struct Key {
    text: u8,
    accept_until: Time,
}

#[derive(Arbitrary)]
struct Time {
    kind: u8,
    seconds: i64,
    nanos: u32,
}

#[derive(Arbitrary)]
struct Span {
    kind: u8,
    amount: u64,
}

/// Any policy at any time: no panic, and the verdict is the oracle's.
///
/// # Panics
/// Where a law does not hold.
pub fn policy(data: &[u8]) {
    verdict(data);
}

/// The verdict at the millisecond that `now` lies in.
pub(crate) fn verdict(data: &[u8]) -> Verdict {
    let input = Input::arbitrary(&mut Unstructured::new(data)).unwrap();
    let sent = expiry(&input);
    let now = input.now.at(sent.instant());
    let policy = oracle_policy(&input, &sent, now);
    let pc = ["p", "q", "r"][usize::from(input.product) % 3];
    let signer = usize::from(input.signer) % (policy.keys.len() + 1);
    let key = policy.keys.get(signer).map_or(UNKNOWN_KEY, |(key, _)| key);
    let covered = [Signed::AsSent, Signed::JavaRendering][usize::from(input.covered) % 2];
    let fields: [&[u8]; 3] = [b"display", pc.as_bytes(), sent.as_ref()];
    let signature = compare::forge(key, fields, covered).unwrap();
    let [id, pc, expiry] = fields;

    let request = Request::new(id, pc, expiry, &signature);
    let found = oracle::verifier(&policy).verify_at(&request, now);
    // Between two milliseconds, every rule is as at one of them.
    let last = Millis::from(now.timestamp_millis());
    let next = last + Millis::from(now.timestamp_subsec_nanos() % 1_000_000 != 0);
    let fields = [id, pc, expiry, &signature];
    let expected = |now| oracle::verify(&policy, now, fields);
    let is_leap_second = now.timestamp_subsec_nanos() >= 1_000_000_000;
    let is_as_next = last != next && oracle::in_oracles_words(&found) == expected(next);
    if !is_leap_second && !is_as_next {
        compare::assert_same(&found, &expected(last));
    }
    if let Ok(authorization) = &found {
        // None where it is past already and let in by leeway.
        let left = u128::try_from((authorization.expires_at() - now).num_milliseconds());
        assert_eq!(authorization.time_left_at(now).as_millis(), left.unwrap_or_default());
    }
    oracle::in_oracles_words(&found)
}

fn oracle_policy(input: &Input, sent: &Expiry, now: DateTime<Utc>) -> oracle::Policy {
    let distance = (sent.instant() - now).abs();
    let key_count = 1 + usize::from(input.key_count) % 4;
    let keys = input.keys.iter().take(key_count).map(|key| {
        let until = key.accept_until.at(now);
        // A quarter of the keys have no end.
        let until = (key.text & 3 != 0).then(|| until.timestamp_millis().into());
        (KEYS[usize::from(key.text >> 2) % KEYS.len()].to_owned(), until)
    });
    let products: Option<&[&str]> = match input.products % 4 {
        0 => None,
        1 => Some(&["p", "q"]),
        2 => Some(&["r"]),
        _ => Some(&[]),
    };
    oracle::Policy {
        keys: keys.collect(),
        encoding: ExpiryEncoding::ALL[usize::from(input.encoding) % 3],
        leeway: input.leeway.duration(distance).unwrap_or_default(),
        products: products.map(|all| all.iter().map(|&code| code.to_owned()).collect()),
        max_lifetime: input.max_lifetime.duration(distance),
    }
}

fn expiry(input: &Input) -> Expiry {
    const YEAR_0: i64 = -62_167_219_200;
    const YEAR_10_000: i64 = 253_402_300_800;
    let seconds = match input.expiry_seconds {
        i64::MIN => YEAR_0,
        i64::MAX => YEAR_10_000 - 1,
        seconds => seconds.rem_euclid(YEAR_10_000 - YEAR_0) + YEAR_0,
    };
    let nanos = u32::from(input.expiry_millis % 1000) * 1_000_000;
    let iso = Expiry::iso(DateTime::from_timestamp(seconds, nanos).unwrap()).unwrap();
    match input.form % 3 {
        0 => Expiry::java(iso.instant()).unwrap(),
        1 => iso,
        _ => Expiry::parse(&iso.as_str().replace('Z', "+0000")).unwrap(),
    }
}

impl Time {
    /// An instant anywhere in chrono's calendar, or around `near`.
    fn at(&self, near: DateTime<Utc>) -> DateTime<Utc> {
        let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        let nanos = self.nanos % 2_000_000_000;
        let millis = TimeDelta::milliseconds(self.seconds % 2500);
        match self.kind % 8 {
            0 => near,
            1 => first,
            2 => last,
            3 => first + millis.abs(),
            4 => last - millis.abs(),
            5 => near.checked_add_signed(millis).unwrap_or(near),
            6 => {
                let moved = near.checked_add_signed(millis).unwrap_or(near);
                moved.checked_add_signed(TimeDelta::nanoseconds(nanos.into())).unwrap_or(moved)
            }
            _ => {
                let seconds = self.seconds.clamp(first.timestamp(), last.timestamp());
                DateTime::from_timestamp(seconds, nanos)
                    .or_else(|| DateTime::from_timestamp(seconds, nanos % 1_000_000_000))
                    .unwrap()
            }
        }
    }
}

impl Span {
    /// No duration, any of whole milliseconds, or the longest; `distance` and about that.
    fn duration(&self, distance: TimeDelta) -> Option<Duration> {
        let distance = u64::try_from(distance.num_milliseconds()).unwrap();
        Some(match self.kind % 8 {
            0 => return None,
            1 => Duration::MAX,
            2 => Duration::from_millis(self.amount),
            3 => Duration::from_secs(self.amount),
            4 => Duration::from_millis(self.amount % 3000),
            // About the longest that chrono can say.
            5 => Duration::from_millis(i64::MAX.unsigned_abs() - 2 + self.amount % 5),
            6 => Duration::from_millis(distance.saturating_add(self.amount % 3).saturating_sub(1)),
            _ => {
                Duration::from_millis((distance / 1000 + self.amount % 3).saturating_sub(1) * 1000)
            }
        })
    }
}
