//! A key that leaked and was replaced. While the previous key is still accepted, for Apps that have yet to fetch a new
//! signature, whoever has it can sign; and nothing in an authorization says when it was signed.
//!
//! The rule: a key may carry an `accept until` instant, after which it is passed over. Until then the maximum
//! lifetime, if set, bounds what the key can sign.

use crate::{
    naive::{self, Naive},
    sent::Sent,
    util::{ID, KEY, OTHER_KEY, PRODUCT_CODE, at, key},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;
use store_auth::{Denied, KeyRing, Verifier};

/// The day after this instant, the Apps have new signatures.
fn retired() -> DateTime<Utc> {
    at("2016-04-27T00:00:00.000Z")
}

fn before() -> DateTime<Utc> {
    retired() - TimeDelta::hours(1)
}

fn after() -> DateTime<Utc> {
    retired() + TimeDelta::milliseconds(1)
}

/// A server whose current key is [`OTHER_KEY`] and whose previous one is [`KEY`].
fn verifier() -> Verifier {
    let previous = key(KEY).accept_until(retired());
    Verifier::new(KeyRing::new(key(OTHER_KEY)).with(previous))
}

/// A server with a list of keys, to which keys are only ever added.
fn naive_lets_in(sent: &Sent, now: DateTime<Utc>) -> bool {
    [OTHER_KEY, KEY].iter().any(|key| Naive::new(key).lets_in(sent, now))
}

/// What somebody with the previous key signs.
fn forged(expiry: &str) -> Sent {
    Sent::new(ID, PRODUCT_CODE, expiry, naive::sign(ID, PRODUCT_CODE, KEY, expiry))
}

const YEARS_AHEAD: &str = "2036-04-27T00:00:00.000+0000";

#[test]
fn a_list_that_only_grows_lets_a_leaked_key_in_for_ever() {
    assert!(naive_lets_in(&forged(YEARS_AHEAD), at("2036-01-01T00:00:00.000Z")));
}

#[test]
fn a_retired_key_is_refused() {
    for now in [after(), at("2036-01-01T00:00:00.000Z")] {
        let verdict = verifier().verify_at(&forged(YEARS_AHEAD).request(), now);
        assert_eq!(verdict, Err(Denied::SignatureMismatch));
    }
}

#[test]
fn no_leeway_brings_a_retired_key_back() {
    let verifier = verifier().leeway(Duration::MAX);
    let verdict = verifier.verify_at(&forged(YEARS_AHEAD).request(), after());
    assert_eq!(verdict, Err(Denied::SignatureMismatch));
}

#[test]
fn until_it_is_retired_a_leaked_key_can_sign_for_years_ahead() {
    for now in [before(), retired()] {
        let authorization = verifier().verify_at(&forged(YEARS_AHEAD).request(), now).unwrap();
        assert_eq!(authorization.key_index(), 1);
        assert_eq!(authorization.expires_at(), at(YEARS_AHEAD));
    }
}

#[test]
fn a_maximum_lifetime_refuses_what_is_signed_for_years_ahead() {
    let max_lifetime = Duration::from_hours(25);
    let verifier = verifier().max_lifetime(max_lifetime);
    let (expires_at, now) = (at(YEARS_AHEAD), before());
    let verdict = verifier.verify_at(&forged(YEARS_AHEAD).request(), now);
    assert_eq!(verdict, Err(Denied::LifetimeTooLong { expires_at, now, max_lifetime }));
}

// Only the end of the key ends this.
#[test]
fn a_maximum_lifetime_does_not_stop_a_leaked_key_from_signing_for_a_day() {
    let verifier = verifier().max_lifetime(Duration::from_hours(25));
    let day_ahead = forged("2016-04-27T23:00:00.000+0000");
    assert_eq!(verifier.verify_at(&day_ahead.request(), before()).unwrap().key_index(), 1);
    let verdict = verifier.verify_at(&day_ahead.request(), after());
    assert_eq!(verdict, Err(Denied::SignatureMismatch));
}
