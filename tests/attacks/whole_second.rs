//! Milliseconds that nobody signed. The Java rendering, which the Store signs, has no milliseconds in it. An App may
//! send the same second with any, and a server that renders it again for the hash finds the signature right.
//!
//! The rule: a signature over the Java rendering authenticates the whole second only, so the authorization expires
//! there, whatever instant was sent.

use crate::{
    naive::{self, Naive},
    ours,
    sent::Sent,
    util::{EXPIRY, KEY, at, verifier},
};
use chrono::TimeDelta;
use store_auth::{Denied, ExpiryEncoding};

const GAINED: &str = "2016-04-26T08:17:59.999Z";

/// A server that does what the documentation says: it formats the expiry for the hash, and compares the instant.
fn rendering() -> Naive {
    Naive::new(KEY).hashing(|expiry| {
        let instant = naive::first_date(expiry).unwrap();
        instant.format("%Y-%m-%dT%H:%M:%S.0%S+0000").to_string().into_bytes()
    })
}

fn gained() -> Sent {
    Sent::authorized().with_expiry(GAINED)
}

#[test]
fn the_naive_verifier_gives_away_up_to_999_milliseconds() {
    let last = at(EXPIRY) + TimeDelta::milliseconds(999);
    assert!(rendering().lets_in(&gained(), last));
    assert!(!rendering().lets_in(&gained(), last + TimeDelta::milliseconds(1)));
    // A second more is another text, and no longer signed.
    let next = gained().with_expiry("2016-04-26T08:18:00.000Z");
    assert!(!rendering().lets_in(&next, last));
}

#[test]
fn the_re_encoded_expiry_is_taken_until_the_whole_second() {
    assert_eq!(ours(&gained(), at(EXPIRY)).unwrap().expires_at(), at(EXPIRY));
}

#[test]
fn every_gained_millisecond_is_expired() {
    let expires_at = at("2016-04-26T08:17:59.000Z");
    for encoding in [ExpiryEncoding::Either, ExpiryEncoding::JavaSample] {
        let verifier = verifier().expiry_encoding(encoding);
        for millis in 1..=999 {
            let now = expires_at + TimeDelta::milliseconds(millis);
            assert!(rendering().lets_in(&gained(), now));
            let verdict = verifier.verify_at(&gained().request(), now);
            assert_eq!(verdict, Err(Denied::Expired { expires_at, now }));
        }
    }
}

#[test]
fn a_leeway_counts_from_the_whole_second_too() {
    let verifier = verifier().leeway(std::time::Duration::from_secs(5));
    let expires_at = at("2016-04-26T08:17:59.000Z");
    let last = expires_at + TimeDelta::seconds(5);
    assert!(verifier.verify_at(&gained().request(), last).is_ok());
    let now = last + TimeDelta::milliseconds(1);
    let verdict = verifier.verify_at(&gained().request(), now);
    assert_eq!(verdict, Err(Denied::Expired { expires_at, now }));
}
