//! A request sent again. Nothing in it says that it was used, or who may use it.
//!
//! Inherent in the scheme: whoever sees a request is let in with it until its expiry. TLS keeps it from being seen,
//! and the expiry, about a day ahead, is where it ends.

use crate::{
    naive::Naive,
    ours,
    sent::Sent,
    util::{EXPIRY, KEY, at, now},
};
use chrono::TimeDelta;
use store_auth::Denied;

#[test]
fn a_request_is_let_in_again_and_again_until_its_expiry() {
    let first = ours(&Sent::authorized(), now()).unwrap();
    for now in [now(), at("2016-04-26T08:17:58.999Z"), at(EXPIRY)] {
        assert!(Naive::new(KEY).lets_in(&Sent::authorized(), now));
        assert_eq!(ours(&Sent::authorized(), now).as_ref(), Ok(&first));
    }
}

#[test]
fn a_request_is_not_let_in_after_its_expiry() {
    let expires_at = at(EXPIRY);
    for later in [TimeDelta::milliseconds(1), TimeDelta::days(1), TimeDelta::days(36500)] {
        let now = expires_at + later;
        let verdict = ours(&Sent::authorized(), now);
        assert_eq!(verdict, Err(Denied::Expired { expires_at, now }));
    }
}

#[test]
fn a_request_that_was_seen_is_good_for_nothing_else() {
    for changed in [
        Sent::authorized().with_id("S56PSA4W298W"),
        Sent::authorized().with_pc("c4b368be86245bf9501baaa6e0b00df9719869fd"),
        Sent::authorized().with_expiry("2016-04-27T08:17:59.059+0000"),
    ] {
        assert_eq!(ours(&changed, now()), Err(Denied::SignatureMismatch));
    }
}
