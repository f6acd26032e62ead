//! Times that wrap around. In fixed-width integers a sum of times may come out on the other side of `now`.
//!
//! The rule: arithmetic on time never wraps and never panics. A sum or difference beyond the calendar counts as the
//! end of it, so a verdict stays on its side.

use crate::{
    naive::Naive,
    ours,
    sent::Sent,
    util::{EXPIRY, ID, KEY, PRODUCT_CODE, at, now, sign, verifier},
};
use chrono::{DateTime, Utc};
use std::time::Duration;
use store_auth::Denied;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn millis(expiry: &[u8]) -> i64 {
    at(std::str::from_utf8(expiry).unwrap()).timestamp_millis()
}

fn signed(expiry: &str) -> Sent {
    Sent::new(ID, PRODUCT_CODE, expiry, sign(KEY, ID, PRODUCT_CODE, expiry))
}

#[test]
fn seconds_in_32_bits_let_in_what_expired_long_before_2038() {
    #[expect(clippy::cast_possible_truncation, reason = "this is what goes wrong")]
    let naive = Naive::new(KEY)
        .expiring(|expiry, now| ((millis(expiry) / 1000) as i32) < (now.timestamp() as i32));
    let before = at("2038-01-19T03:14:07.000Z");
    let after = at("2038-01-19T03:14:08.000Z");
    assert!(!naive.lets_in(&Sent::authorized(), before));
    assert!(naive.lets_in(&Sent::authorized(), after));

    let expires_at = at(EXPIRY);
    let verdict = ours(&Sent::authorized(), after);
    assert_eq!(verdict, Err(Denied::Expired { expires_at, now: after }));
}

#[test]
fn a_leeway_at_the_limit_of_64_bits_locks_everybody_out_naively_and_nobody_here() {
    let naive = Naive::new(KEY)
        .expiring(|expiry, now| millis(expiry).wrapping_add(i64::MAX) < now.timestamp_millis());
    assert!(!naive.lets_in(&Sent::authorized(), now()));

    for leeway in [Duration::from_millis(i64::MAX.unsigned_abs()), Duration::MAX] {
        let verifier = verifier().leeway(leeway);
        for now in [DateTime::<Utc>::MIN_UTC, now(), DateTime::<Utc>::MAX_UTC] {
            let authorization = verifier.verify_at(&Sent::authorized().request(), now).unwrap();
            assert_eq!(authorization.expires_at(), at(EXPIRY));
        }
    }
}

#[test]
fn a_clock_at_the_end_of_64_bits_lets_in_the_year_zero_naively_and_not_here() {
    // Time left = expiry − now; of a clock at its end, an expiry before 1970 wraps to 292 million years left.
    let naive = Naive::new(KEY).expiring(|expiry, _| millis(expiry).wrapping_sub(i64::MAX) < 0);
    let sent = signed("0000-01-01T00:00:00.000Z");
    assert!(naive.lets_in(&sent, now()));
    assert!(!naive.lets_in(&Sent::authorized(), now()));

    // The end of the calendar, to the millisecond.
    let now = DateTime::from_timestamp_millis(DateTime::<Utc>::MAX_UTC.timestamp_millis()).unwrap();
    let expires_at = at("0000-01-01T00:00:00.000Z");
    assert_eq!(ours(&sent, now), Err(Denied::Expired { expires_at, now }));
}

#[test]
fn a_lifetime_in_64_bits_of_nanoseconds_passes_thousands_of_years_for_less_than_a_day() {
    // Whoever has the key chooses the expiry, and may choose one whose lifetime wraps below any limit.
    let naive = Naive::new(KEY).expiring(|expiry, now| {
        let left = millis(expiry).wrapping_sub(now.timestamp_millis());
        left < 0 || left.wrapping_mul(1_000_000) > i64::try_from(DAY.as_nanos()).unwrap()
    });
    let sent = signed("9999-12-31T23:59:59.999Z");
    assert!(naive.lets_in(&sent, now()));
    assert!(!naive.lets_in(&signed("2016-04-28T00:00:00.000Z"), now()));

    let verifier = verifier().max_lifetime(DAY);
    let expires_at = at("9999-12-31T23:59:59.999Z");
    for now in [DateTime::<Utc>::MIN_UTC, now()] {
        let verdict = verifier.verify_at(&sent.request(), now);
        assert_eq!(verdict, Err(Denied::LifetimeTooLong { expires_at, now, max_lifetime: DAY }));
    }
}

#[test]
fn a_longest_lifetime_at_the_limit_is_no_limit() {
    let sent = signed("9999-12-31T23:59:59.999Z");
    let verifier = verifier().max_lifetime(Duration::MAX);
    assert!(verifier.verify_at(&sent.request(), DateTime::<Utc>::MIN_UTC).is_ok());
}
