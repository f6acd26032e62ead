//! Which keys of a ring are accepted, and when none is.

mod util;

use chrono::TimeDelta;
use store_auth::{Denied, KeyRing, Request, Verifier};
use util::{EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, SIGNATURE, key, now, sign};

/// Two keys, the second of which is accepted for longer, until [`now`].
fn retiring() -> KeyRing {
    KeyRing::new(key(KEY).accept_until(now() - TimeDelta::minutes(1)))
        .with(key(OTHER_KEY).accept_until(now()))
}

#[test]
fn a_ring_accepts_some_key_up_to_and_at_the_last_end() {
    assert!(retiring().accepts_any_at(now()));
    assert!(!retiring().accepts_any_at(now() + TimeDelta::milliseconds(1)));
}

#[test]
fn a_ring_accepts_some_key_for_ever_where_one_has_no_end() {
    let ring = retiring().with(key(KEY));
    for years in [0, 10, 1_000] {
        assert!(ring.accepts_any_at(now() + TimeDelta::days(365 * years)));
    }
}

#[test]
fn a_ring_that_accepts_no_key_lets_nobody_in() {
    let verifier = Verifier::new(retiring());
    let by_other_key = sign(OTHER_KEY, ID, PRODUCT_CODE, EXPIRY);
    let verify = |signature, at| {
        let request = Request::new(ID, PRODUCT_CODE, EXPIRY, signature);
        verifier.verify_at(&request, at).map(|authorization| authorization.key_index())
    };
    assert_eq!(verify(&*by_other_key, now()), Ok(1));
    for signature in [SIGNATURE, &by_other_key] {
        let verdict = verify(signature, now() + TimeDelta::milliseconds(1));
        assert_eq!(verdict, Err(Denied::SignatureMismatch));
    }
}
