//! The order of checks, the policies, and times at every extreme.

mod util;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use std::{
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    time::Duration,
};
use store_auth::{
    Authorization, Denied, ExpiryEncoding, Field, KeyRing, Problem, Request, Verifier,
};
use util::{
    EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, SIGNATURE, at, key, malformed, now, sign, verifier,
};

const ISO: &str = "2016-04-26T08:17:59.511Z";

fn request() -> Request<'static> {
    Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE)
}

/// What `verifier` says of an expiry that was sent with a signature over another form of it.
fn re_encoded(
    verifier: &Verifier,
    signed: &str,
    sent: &str,
    now: DateTime<Utc>,
) -> Result<Authorization, Denied> {
    let signature = sign(KEY, ID, PRODUCT_CODE, signed);
    verifier.verify_at(&Request::new(ID, PRODUCT_CODE, sent, &signature), now)
}

#[test]
fn a_verifier_and_an_authorization_can_be_shared_between_threads() {
    fn assert_shareable<T: Send + Sync + 'static>() {}
    assert_shareable::<Verifier>();
    assert_shareable::<Authorization>();
    assert_shareable::<Denied>();
}

#[test]
fn an_authorization_says_who_what_until_when_and_by_which_key() {
    let authorization = verifier().verify_at(&request(), now()).unwrap();
    assert_eq!(authorization.id(), ID);
    assert_eq!(authorization.product_code(), PRODUCT_CODE);
    assert_eq!(authorization.expires_at(), at("2016-04-26T08:17:59.000Z"));
    assert_eq!(authorization.key_index(), 0);
}

#[test]
fn authorizations_compare_and_hash_by_id_and_product_code_too() {
    let hash = |authorization: &Authorization| {
        BuildHasherDefault::<DefaultHasher>::default().hash_one(authorization)
    };
    let authorization = verifier().verify_at(&request(), now()).unwrap();
    assert_eq!(authorization, authorization.clone());
    assert_eq!(hash(&authorization), hash(&authorization.clone()));
    for (id, pc) in [("XU4XHT8XQDW", PRODUCT_CODE), (ID, "p")] {
        let signature = sign(KEY, id, pc, EXPIRY);
        let request = Request::new(id, pc, EXPIRY, &signature);
        let other = verifier().verify_at(&request, now()).unwrap();
        assert_ne!(authorization, other);
        assert_ne!(hash(&authorization), hash(&other));
    }
}

#[test]
fn authorizations_are_equal_whichever_key_signed_them() {
    let rotated = Verifier::new(KeyRing::new(key(OTHER_KEY)).with(key(KEY)));
    let before = verifier().verify_at(&request(), now()).unwrap();
    let after = rotated.verify_at(&request(), now()).unwrap();
    assert_eq!((before.key_index(), after.key_index()), (0, 1));
    assert_eq!(before, after);
    let denied = std::collections::HashSet::from([before]);
    assert!(denied.contains(&after), "a deny-list holds while a key is being replaced");
}

#[test]
fn time_left_runs_out_at_the_expiry_and_stays_at_zero() {
    let authorization = verifier().verify_at(&request(), now()).unwrap();
    let left = |now| authorization.time_left_at(now);
    assert_eq!(left(now()), Duration::from_hours(1));
    assert_eq!(left(authorization.expires_at()), Duration::ZERO);
    assert_eq!(left(at("2016-04-27T00:00:00.000Z")), Duration::ZERO);
    assert_eq!(left(DateTime::<Utc>::MAX_UTC), Duration::ZERO);
    assert!(left(DateTime::<Utc>::MIN_UTC) > Duration::from_secs(1 << 42));
}

#[test]
fn the_documentations_example_is_a_mismatch() {
    let request = Request::new(
        "ABCD1234",
        "40bd001563085fc35165329ea1ff5c5ecbdbbeef",
        "2014-03-27T18:25:43.511Z",
        "8cb2237d0679ca88db6464eac60da96345513964",
    );
    let now = at("2014-03-27T18:00:00.000Z");
    assert_eq!(verifier().verify_at(&request, now), Err(Denied::SignatureMismatch));
}

#[test]
fn grammar_is_checked_before_expiry_and_expiry_before_the_signature() {
    let late = at("2017-01-01T00:00:00.000Z");
    let bad_signature = Request::new(ID, PRODUCT_CODE, EXPIRY, "");
    let wrong_signature = Request::new(ID, PRODUCT_CODE, EXPIRY, &SIGNATURE[..39]);
    for request in [bad_signature, wrong_signature] {
        let code = verifier().verify_at(&request, late).unwrap_err().code();
        assert_eq!(code, "malformed");
    }
    let mismatch = Request::new("someone-else", PRODUCT_CODE, EXPIRY, SIGNATURE);
    assert_eq!(verifier().verify_at(&mismatch, late).unwrap_err().code(), "expired");
}

#[test]
fn every_byte_at_every_place_of_id_and_product_code_is_judged() {
    let verifier = verifier();
    for (field, longest) in [(Field::Id, 64), (Field::ProductCode, 50)] {
        for len in 1..=longest {
            let mut text = vec![b'a'; len];
            for place in 0..len {
                for byte in 0..=255 {
                    text[place] = byte;
                    let request = match field {
                        Field::Id => Request::new(&text, PRODUCT_CODE, EXPIRY, SIGNATURE),
                        _ => Request::new(ID, &text, EXPIRY, SIGNATURE),
                    };
                    let problem = Problem::Byte { offset: place, found: byte };
                    let expected = match byte {
                        b'#' | 0..=b' ' | 0x7f.. => malformed(field, problem).into(),
                        _ => Denied::SignatureMismatch,
                    };
                    assert_eq!(verifier.verify_at(&request, now()).unwrap_err(), expected);
                }
                text[place] = b'a';
            }
        }
    }
}

#[test]
fn the_first_bad_field_is_the_one_named() {
    let mut fields = ["", "", "", ""];
    for (place, (field, good)) in
        Field::ALL.into_iter().zip([ID, PRODUCT_CODE, EXPIRY, SIGNATURE]).enumerate()
    {
        let [id, pc, expiry, signature] = fields;
        let denied = verifier().verify_at(&Request::new(id, pc, expiry, signature), now());
        assert_eq!(denied, Err(malformed(field, Problem::Length { found: 0 }).into()));
        fields[place] = good;
    }
}

#[test]
fn policy_is_no_answer_to_a_request_that_the_store_did_not_authorize() {
    let strict = verifier().products([""; 0]).unwrap().max_lifetime(Duration::ZERO);
    let forged = Request::new(ID, PRODUCT_CODE, EXPIRY, "0000000000000000000000000000000000000000");
    assert_eq!(strict.verify_at(&forged, now()), Err(Denied::SignatureMismatch));
    assert_eq!(strict.verify_at(&request(), now()), Err(Denied::ProductNotAllowed));
}

#[test]
fn equal_is_not_expired_and_a_millisecond_later_is() {
    let expires_at = at("2016-04-26T08:17:59.000Z");
    let later = expires_at + TimeDelta::milliseconds(1);
    assert!(verifier().verify_at(&request(), expires_at).is_ok());
    assert_eq!(
        verifier().verify_at(&request(), later),
        Err(Denied::Expired { expires_at, now: later })
    );
}

#[test]
fn now_counts_to_the_millisecond() {
    let expires_at = at("2016-04-26T08:17:59.000Z");
    let almost = expires_at + TimeDelta::nanoseconds(999_999);
    assert!(verifier().verify_at(&request(), almost).is_ok());
    let now = expires_at + TimeDelta::milliseconds(1);
    let later = now + TimeDelta::nanoseconds(999_999);
    assert_eq!(verifier().verify_at(&request(), later), Err(Denied::Expired { expires_at, now }));
}

#[test]
fn a_leap_second_counts_as_the_last_millisecond_before_it() {
    let leap_second = "2016-04-26T08:17:59.000Z".parse::<DateTime<Utc>>().unwrap();
    let leap_second = leap_second.with_nanosecond(1_500_000_000).unwrap();
    let now = at("2016-04-26T08:17:59.999Z");
    let expires_at = at("2016-04-26T08:17:59.000Z");
    let denied = verifier().verify_at(&request(), leap_second);
    assert_eq!(denied, Err(Denied::Expired { expires_at, now }));
    let tolerant = verifier().leeway(Duration::from_millis(999));
    assert!(tolerant.verify_at(&request(), leap_second).is_ok());
}

#[test]
fn leeway_counts_from_the_expiry_and_is_not_in_it() {
    let expires_at = at("2016-04-26T08:17:59.000Z");
    let verifier = verifier().leeway(Duration::from_millis(1500));
    let last = expires_at + TimeDelta::milliseconds(1500);
    assert_eq!(verifier.verify_at(&request(), last).unwrap().expires_at(), expires_at);
    let now = last + TimeDelta::milliseconds(1);
    assert_eq!(verifier.verify_at(&request(), now), Err(Denied::Expired { expires_at, now }));
}

#[test]
fn a_signature_over_the_java_rendering_covers_the_whole_second_only() {
    let whole = at("2016-04-26T08:17:59.000Z");
    for encoding in [ExpiryEncoding::Either, ExpiryEncoding::JavaSample] {
        let verifier = verifier().expiry_encoding(encoding);
        let authorization = re_encoded(&verifier, EXPIRY, ISO, whole).unwrap();
        assert_eq!(authorization.expires_at(), whole);
        // 8:17:59.100 is before the expiry that was sent, and after the one that was signed.
        let now = at("2016-04-26T08:17:59.100Z");
        assert_eq!(
            re_encoded(&verifier, EXPIRY, ISO, now),
            Err(Denied::Expired { expires_at: whole, now })
        );
    }
}

#[test]
fn the_whole_second_rule_holds_before_1970() {
    let now = at("1969-12-31T23:59:58.000Z");
    let authorization =
        re_encoded(&verifier(), "1969-12-31T23:59:58.058+0000", "1969-12-31T23:59:58.999Z", now);
    assert_eq!(authorization.unwrap().expires_at(), now);
}

#[test]
fn each_encoding_takes_its_own_texts() {
    let verify = |encoding, signed, sent| {
        let verifier = verifier().expiry_encoding(encoding);
        re_encoded(&verifier, signed, sent, now()).map(|it| it.expires_at())
    };
    let mismatch = Err(Denied::SignatureMismatch);
    let (whole, exact) = (Ok(at("2016-04-26T08:17:59.000Z")), Ok(at(ISO)));

    assert_eq!(verify(ExpiryEncoding::AsReceived, ISO, ISO), exact);
    assert_eq!(verify(ExpiryEncoding::AsReceived, EXPIRY, EXPIRY), whole);
    assert_eq!(verify(ExpiryEncoding::AsReceived, EXPIRY, ISO), mismatch);

    assert_eq!(verify(ExpiryEncoding::JavaSample, ISO, ISO), mismatch);
    assert_eq!(verify(ExpiryEncoding::JavaSample, EXPIRY, EXPIRY), whole);
    assert_eq!(verify(ExpiryEncoding::JavaSample, EXPIRY, ISO), whole);

    assert_eq!(verify(ExpiryEncoding::Either, ISO, ISO), exact);
    assert_eq!(verify(ExpiryEncoding::Either, EXPIRY, EXPIRY), whole);
    assert_eq!(verify(ExpiryEncoding::Either, EXPIRY, ISO), whole);
    assert_eq!(verify(ExpiryEncoding::Either, ISO, EXPIRY), mismatch);
}

#[test]
fn keys_are_tried_in_order_and_the_one_that_matched_is_named() {
    let index = |keys| {
        Verifier::new(keys)
            .verify_at(&request(), now())
            .map(|authorization| authorization.key_index())
    };
    assert_eq!(index(KeyRing::new(key(KEY)).with(key(KEY))), Ok(0));
    assert_eq!(index(KeyRing::new(key(OTHER_KEY)).with(key(KEY))), Ok(1));
    assert_eq!(index(KeyRing::new(key(OTHER_KEY))), Err(Denied::SignatureMismatch));
}

#[test]
fn a_key_is_accepted_until_its_instant_and_not_after_it() {
    let verify = |until| {
        let keys = KeyRing::new(key(OTHER_KEY)).with(key(KEY).accept_until(until));
        Verifier::new(keys).verify_at(&request(), now()).map(|it| it.key_index())
    };
    assert_eq!(verify(now()), Ok(1));
    assert_eq!(verify(now() - TimeDelta::milliseconds(1)), Err(Denied::SignatureMismatch));
    assert_eq!(verify(DateTime::<Utc>::MAX_UTC), Ok(1));
    assert_eq!(verify(DateTime::<Utc>::MIN_UTC), Err(Denied::SignatureMismatch));
}

#[test]
fn a_retired_current_key_leaves_the_previous_one_its_number() {
    let keys = KeyRing::new(key(KEY).accept_until(DateTime::<Utc>::MIN_UTC)).with(key(KEY));
    assert_eq!(Verifier::new(keys).verify_at(&request(), now()).unwrap().key_index(), 1);
}

#[test]
fn only_served_products_are_let_in() {
    let serving = |products: &[&str]| {
        let verifier = verifier().products(products).unwrap();
        verifier.verify_at(&request(), now()).map(|it| it.key_index())
    };
    assert_eq!(serving(&["other", PRODUCT_CODE]), Ok(0));
    assert_eq!(serving(&["other"]), Err(Denied::ProductNotAllowed));
    assert_eq!(serving(&[&PRODUCT_CODE[..39]]), Err(Denied::ProductNotAllowed));
    assert_eq!(serving(&[]), Err(Denied::ProductNotAllowed));
}

#[test]
fn a_product_that_no_request_could_match_is_refused() {
    let error = verifier().products(["good", "b#d"]).unwrap_err();
    assert_eq!(error, malformed(Field::ProductCode, Problem::Byte { offset: 1, found: b'#' }));
}

#[test]
fn the_lifetime_is_the_one_that_the_signature_covers() {
    let day = Duration::from_hours(24);
    let verifier = verifier().max_lifetime(day);
    let expires_at = at("2016-04-26T08:17:59.000Z");
    let day_before = expires_at - day;
    assert!(verifier.verify_at(&request(), day_before).is_ok());
    let now = day_before - TimeDelta::milliseconds(1);
    let too_long = Err(Denied::LifetimeTooLong { expires_at, now, max_lifetime: day });
    assert_eq!(verifier.verify_at(&request(), now), too_long);
    // Sent with 511 ms more, which the signature doesn't cover.
    assert!(re_encoded(&verifier, EXPIRY, ISO, day_before).is_ok());
    assert!(re_encoded(&verifier, ISO, ISO, day_before).is_err());
}

#[test]
fn leeway_does_not_lengthen_the_lifetime() {
    let verifier = verifier().leeway(Duration::MAX).max_lifetime(Duration::from_secs(3599));
    let denied = verifier.verify_at(&request(), now()).unwrap_err();
    assert_eq!(denied.code(), "lifetime-too-long");
}

#[test]
fn times_at_every_extreme_give_a_verdict() {
    let ends = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
    for now in ends {
        for leeway in [Duration::ZERO, Duration::MAX] {
            for max_lifetime in [Duration::ZERO, Duration::MAX] {
                let verifier = verifier().leeway(leeway).max_lifetime(max_lifetime);
                for expiry in ["0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"] {
                    let verdict = re_encoded(&verifier, expiry, expiry, now);
                    let expected = if now == ends[1] && leeway == Duration::ZERO {
                        Some("expired")
                    } else if now == ends[0] && max_lifetime == Duration::ZERO {
                        Some("lifetime-too-long")
                    } else {
                        None
                    };
                    assert_eq!(verdict.err().map(|denied| denied.code()), expected);
                }
            }
        }
    }
}

#[test]
#[cfg(feature = "std")]
fn the_system_clock_decides_where_no_time_is_given() {
    let verify = |expiry: DateTime<Utc>| {
        let text = store_auth::Expiry::iso(expiry).unwrap();
        let signature = sign(KEY, ID, PRODUCT_CODE, text.as_str());
        verifier().verify(&Request::new(ID, PRODUCT_CODE, text.as_str(), &signature)).map(|_| ())
    };
    let system = DateTime::<Utc>::from(std::time::SystemTime::now());
    assert_eq!(verify(system + TimeDelta::hours(1)), Ok(()));
    assert_eq!(verify(system - TimeDelta::hours(1)).unwrap_err().code(), "expired");
}
