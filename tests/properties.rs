//! What holds for all values, checked on random ones.

mod util;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::{prelude::*, sample::Index};
use std::time::Duration;
use store_auth::{Expiry, ExpiryEncoding, Request, Verifier};
use util::{
    key, oracle, sign,
    strategies::{self, expiry_text, id, instant, product_code},
};

fn encoding() -> impl Strategy<Value = ExpiryEncoding> {
    proptest::sample::select(&ExpiryEncoding::ALL[..])
}

/// A policy and an instant, drawn from few values so that every rule is met often.
fn policy() -> impl Strategy<Value = (oracle::Policy, i64)> {
    let seconds = || proptest::sample::select(&[0, 1, 30, 86_400, u64::MAX][..]);
    let near = -2_000..2_000_i64;
    let keys = proptest::collection::vec((0..3_usize, proptest::option::of(near.clone())), 1..4);
    let products = proptest::option::of(proptest::sample::subsequence(vec!["p", "q", "r"], 0..3));
    (encoding(), seconds(), proptest::option::of(seconds()), keys, products, near).prop_map(
        |(encoding, leeway, max_lifetime, keys, products, offset)| {
            let now = util::now().timestamp_millis() + offset;
            let keys = keys.into_iter().map(|(which, until)| {
                let until = until.map(|until| i128::from(now + until));
                (["k", "#k#", "kk"][which].to_owned(), until)
            });
            let policy = oracle::Policy {
                keys: keys.collect(),
                encoding,
                leeway: Duration::from_secs(leeway),
                products: products.map(|all| all.into_iter().map(str::to_owned).collect()),
                max_lifetime: max_lifetime.map(Duration::from_secs),
            };
            (policy, now)
        },
    )
}

/// A request that is nearly right: signed by one of the policy's keys or another, near to `now`, in any form, and
/// perhaps re-encoded afterwards.
fn nearly_right(now: i64) -> impl Strategy<Value = [String; 4]> {
    let texts = |instant: DateTime<Utc>| {
        ["%Y-%m-%dT%H:%M:%S%.3fZ", "%Y-%m-%dT%H:%M:%S.0%S+0000", "%Y-%m-%dT%H:%M:%S%.3f+0000"]
            .map(|form| instant.format(form).to_string())
    };
    let key = proptest::sample::select(&["k", "#k#", "kk", "unknown"][..]);
    let offset =
        prop_oneof![-2_000..2_000_i64, Just(-30_000), Just(86_400_000), Just(1_000_000_000_000)];
    let pc = proptest::sample::select(&["p", "q"][..]);
    (key, offset, pc, 0..3_usize, 0..3_usize).prop_map(move |(key, offset, pc, signed, sent)| {
        let texts = texts(DateTime::from_timestamp_millis(now + offset).unwrap());
        let signature = oracle::sign("display", pc, key, &texts[signed]);
        ["display".to_owned(), pc.to_owned(), texts[sent].clone(), signature]
    })
}

proptest! {
    #[test]
    fn what_the_signer_signs_the_verifier_accepts(
        id in id(), pc in product_code(), server_key in strategies::key(), expiry in expiry_text(),
        encoding in proptest::sample::select(&[ExpiryEncoding::AsReceived, ExpiryEncoding::Either][..]),
    ) {
        let signature = sign(&server_key, &id, &pc, &expiry);
        let expires_at = Expiry::parse(&expiry).unwrap().instant();
        let verifier = Verifier::new(key(&server_key)).expiry_encoding(encoding);
        let authorization =
            verifier.verify_at(&Request::new(&id, &pc, &expiry, &signature), expires_at).unwrap();
        prop_assert_eq!(authorization.id(), id);
        prop_assert_eq!(authorization.product_code(), pc);
        prop_assert_eq!(authorization.expires_at(), expires_at);
        prop_assert_eq!(authorization.key_index(), 0);
    }

    #[test]
    fn what_the_signer_signs_in_java_form_java_sample_accepts(
        id in id(), pc in product_code(), server_key in strategies::key(), instant in instant(),
    ) {
        let expiry = Expiry::java(instant).unwrap();
        let signature = sign(&server_key, &id, &pc, expiry.as_str());
        let verifier = Verifier::new(key(&server_key)).expiry_encoding(ExpiryEncoding::JavaSample);
        let request = Request::new(&id, &pc, &expiry, &signature);
        let authorization = verifier.verify_at(&request, expiry.instant()).unwrap();
        prop_assert_eq!(authorization.expires_at(), expiry.instant());
        prop_assert_eq!(authorization.expires_at_millis(), expiry.instant().timestamp_millis());
    }

    #[test]
    fn changing_any_one_byte_of_any_field_denies(
        id in id(), pc in product_code(), server_key in strategies::key(), expiry in expiry_text(),
        encoding in encoding(), field in 0..4_usize, place in any::<Index>(), change in 1..=255_u8,
    ) {
        // What is signed is what this encoding verifies, so that the unchanged request is authorized.
        let instant = Expiry::parse(&expiry).unwrap().instant();
        let expiry = match encoding {
            ExpiryEncoding::JavaSample => Expiry::java(instant).unwrap().to_string(),
            _ => expiry,
        };
        let signature = sign(&server_key, &id, &pc, &expiry);
        let verifier = Verifier::new(key(&server_key)).expiry_encoding(encoding);
        let now = Expiry::parse(&expiry).unwrap().instant();
        let mut fields = [id, pc, expiry, signature].map(String::into_bytes);
        let verify = |[id, pc, expiry, signature]: &[Vec<u8>; 4]| {
            verifier.verify_at(&Request::new(id, pc, expiry, signature), now)
        };
        let unchanged = verify(&fields).unwrap();

        let changed = &mut fields[field];
        let place = place.index(changed.len());
        changed[place] ^= change;
        // Milliseconds are not hashed where the Java rendering is: other digits there say the same authorization.
        let is_hashed =
            encoding == ExpiryEncoding::AsReceived || field != 2 || !(20..23).contains(&place);
        match verify(&fields) {
            Ok(authorization) if !is_hashed => prop_assert_eq!(authorization, unchanged),
            verdict => prop_assert!(verdict.is_err(), "{:?}", fields),
        }
    }

    #[test]
    fn no_two_requests_share_a_message(
        // Few letters and few instants, so that concatenations do meet.
        first in ("[ab]{1,3}", "[ab]{1,3}", "[ab#]{1,4}", 0..2_i64),
        second in ("[ab]{1,3}", "[ab]{1,3}", "[ab#]{1,4}", 0..2_i64),
    ) {
        let signature = |(id, pc, key, seconds): &(String, String, String, i64)| {
            let expiry = Expiry::java(DateTime::from_timestamp(*seconds, 0).unwrap()).unwrap();
            sign(key, id, pc, expiry.as_str())
        };
        prop_assert_eq!(signature(&first) == signature(&second), first == second);
    }

    #[test]
    fn an_expiry_prints_as_it_was_read(text in expiry_text()) {
        let expiry = Expiry::parse(&text).unwrap();
        prop_assert_eq!(expiry.as_str(), &text);
        prop_assert_eq!(Expiry::parse(expiry.as_str()).unwrap(), expiry);
    }

    #[test]
    fn an_instant_survives_being_written_and_read(instant in instant()) {
        let iso = Expiry::iso(instant).unwrap();
        let java = Expiry::java(instant).unwrap();
        prop_assert_eq!(iso.as_str().len(), 24);
        prop_assert_eq!(iso.instant(), instant);
        prop_assert_eq!(java.as_str().len(), 28);
        let second = java.instant();
        prop_assert_eq!(second.timestamp_subsec_nanos(), 0);
        prop_assert!(second <= instant && instant < second + TimeDelta::seconds(1));
    }

    #[test]
    fn expiries_mean_what_chrono_reads_in_them(text in expiry_text()) {
        let expiry = Expiry::parse(&text).unwrap();
        let by_chrono = DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.3f%z")
            .or_else(|_| DateTime::parse_from_rfc3339(&text))
            .unwrap()
            .to_utc();
        let java = Expiry::java(by_chrono).unwrap();
        // In the Java form, what chrono takes for milliseconds are the seconds again.
        let expected = if text == java.as_str() { java.instant() } else { by_chrono };
        prop_assert_eq!(expiry.instant(), expected);
    }

    #[test]
    fn what_chrono_refuses_is_no_expiry(
        text in "[0-9]{4}-[0-3][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\\.[0-9]{3}(Z|\\+0000)",
    ) {
        let by_chrono = DateTime::parse_from_str(&text.replace('Z', "+0000"), "%Y-%m-%dT%H:%M:%S%.3f%z");
        // A leap second is the one time that chrono takes and the grammar doesn't.
        let expected = by_chrono.is_ok() && &text[17..19] != "60";
        prop_assert_eq!(Expiry::parse(&text).is_ok(), expected);
    }

    #[test]
    fn verdicts_on_nearly_right_requests_are_the_oracles(
        (policy, now, fields) in policy().prop_flat_map(|(policy, now)| {
            (Just(policy), Just(now), nearly_right(now))
        }),
        spoil in proptest::option::weighted(0.1, (0..4_usize, any::<Index>(), any::<u8>())),
    ) {
        let mut fields = fields.map(String::into_bytes);
        if let Some((field, place, byte)) = spoil {
            let place = place.index(fields[field].len());
            fields[field][place] = byte;
        }
        let [id, pc, expiry, signature] = &fields;
        let expected = oracle::verify(&policy, now.into(), [id, pc, expiry, signature]);
        let request = Request::new(id, pc, expiry, signature);
        let now = DateTime::from_timestamp_millis(now).unwrap();
        prop_assert_eq!(oracle::in_oracles_words(&oracle::verifier(&policy).verify_at(&request, now)), expected);
    }

    #[test]
    fn verdicts_on_any_bytes_are_the_oracles(
        (policy, now) in policy(),
        id in any::<Vec<u8>>(), pc in any::<Vec<u8>>(), expiry in any::<Vec<u8>>(),
        signature in any::<Vec<u8>>(),
    ) {
        let expected = oracle::verify(&policy, now.into(), [&id, &pc, &expiry, &signature]);
        let request = Request::new(&id, &pc, &expiry, &signature);
        let now = DateTime::from_timestamp_millis(now).unwrap();
        prop_assert_eq!(oracle::in_oracles_words(&oracle::verifier(&policy).verify_at(&request, now)), expected);
    }
}
