//! `verify_batch` gives the verdicts of `verify_at`.

#![cfg(feature = "batch")]

mod util;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};
use store_auth::{Authorization, Denied, Expiry, ExpiryEncoding, KeyRing, Request, Verifier};
use util::{EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, SIGNATURE, at, key, now, sign, vectors};

type Verdict = Result<Authorization, Denied>;

/// Which key matched is no part of what makes two authorizations equal.
type VerdictByKey = Result<(Authorization, usize), Denied>;

fn by_key(verdict: Verdict) -> VerdictByKey {
    verdict.map(|authorization| (authorization.clone(), authorization.key_index()))
}

#[track_caller]
fn batch(verifier: &Verifier, requests: &[Request<'_>], now: DateTime<Utc>) -> Vec<VerdictByKey> {
    let mut verdicts = Vec::new();
    verifier.verify_batch(&at_once(requests, now), &mut verdicts);
    verdicts.into_iter().map(by_key).collect()
}

/// All at one time.
fn at_once<'a>(requests: &[Request<'a>], now: DateTime<Utc>) -> Vec<(Request<'a>, DateTime<Utc>)> {
    requests.iter().map(|request| (*request, now)).collect()
}

fn one_by_one(
    verifier: &Verifier,
    requests: &[Request<'_>],
    now: DateTime<Utc>,
) -> Vec<VerdictByKey> {
    requests.iter().map(|request| by_key(verifier.verify_at(request, now))).collect()
}

#[test]
fn verdicts_of_the_vectors_are_the_same_in_a_batch() {
    for json in [include_str!("vectors/conformance.json"), include_str!("vectors/additional.json")]
    {
        let vectors: Value = serde_json::from_str(json).unwrap();
        let groups = vectors["testGroups"].as_array().unwrap();
        let all: Vec<[&str; 4]> = groups
            .iter()
            .flat_map(|group| group["tests"].as_array().unwrap())
            .map(fields)
            .collect();
        for group in groups {
            let verifier = vectors::verifier(group);
            let now = at(group["now"].as_str().unwrap());
            // Those of the group, each among copies that fill a group of lanes, and then others.
            let own = group["tests"].as_array().unwrap().iter().map(fields);
            let requests: Vec<Request<'_>> = own
                .flat_map(|fields| [fields; 17])
                .chain(all.iter().step_by(29).copied())
                .map(|[id, pc, expiry, signature]| Request::new(id, pc, expiry, signature))
                .collect();
            assert_eq!(
                batch(&verifier, &requests, now),
                one_by_one(&verifier, &requests, now),
                "{}",
                group["name"]
            );
        }
    }
}

fn fields(test: &Value) -> [&str; 4] {
    ["id", "pc", "expiry", "signature"].map(|field| test[field].as_str().unwrap())
}

/// A generator of random numbers, the same in every run: splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Requests of all kinds, in whichever form they came.
fn request_texts(random: &mut Random) -> Vec<[String; 4]> {
    (0..1500)
        .map(|_| {
            let id = random.pick(&["d", "ABCD1234", ID, "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a"]);
            let id =
                if random.below(8) == 0 { "i".repeat(1 + random.below(64)) } else { id.into() };
            let pc = random.pick(&["p", PRODUCT_CODE, PRODUCT_CODE, PRODUCT_CODE]);
            let seconds = random.pick(&[-3600, -1, 0, 0, 1, 3600, 3600, 3600, 90_000]);
            let instant = now()
                + TimeDelta::seconds(seconds)
                + TimeDelta::milliseconds(i64::try_from(random.below(1000)).unwrap());
            let iso = Expiry::iso(instant).unwrap().to_string();
            let java = Expiry::java(instant).unwrap().to_string();
            let forms = [java.clone(), iso.replace('Z', "+0000"), iso];
            let sent = forms[random.below(3)].clone();
            let signed = if random.below(3) == 0 { &java } else { &sent };
            let by = random.pick(&[KEY, KEY, KEY, OTHER_KEY, "short", "another"]);
            let signature = sign(by, &id, pc, signed);
            let mut fields = [id, pc.to_owned(), sent, signature];
            if random.below(4) == 0 {
                let field = random.below(4);
                let mut bytes = std::mem::take(&mut fields[field]).into_bytes();
                let place = random.below(bytes.len());
                match random.below(3) {
                    0 => bytes[place] = random.pick(b"0a#AfgZ+ :~\x7f9\0"),
                    1 => drop(bytes.remove(place)),
                    _ => bytes.insert(place, random.pick(b"0aZ#")),
                }
                fields[field] = String::from_utf8(bytes).unwrap();
            }
            fields
        })
        .collect()
}

fn verifiers() -> Vec<Verifier> {
    let rings = [
        || KeyRing::new(key(KEY)),
        || KeyRing::new(key(OTHER_KEY)).with(key(KEY)).with(key("short")),
        || KeyRing::new(key(OTHER_KEY).accept_until(at("2016-04-01T00:00:00.000Z"))).with(key(KEY)),
        || KeyRing::new(key(KEY).accept_until(at("2016-04-01T00:00:00.000Z"))),
        || KeyRing::new(key("short")).with(key(&"k".repeat(128))).with(key(KEY)),
    ];
    let mut verifiers = Vec::new();
    for ring in rings {
        for encoding in ExpiryEncoding::ALL {
            verifiers.push(Verifier::new(ring()).expiry_encoding(encoding));
            verifiers.push(
                Verifier::new(ring())
                    .expiry_encoding(encoding)
                    .leeway(Duration::from_secs(1))
                    .max_lifetime(Duration::from_secs(7200))
                    .products([PRODUCT_CODE])
                    .unwrap(),
            );
        }
    }
    verifiers
}

/// How many mixes are tried: a long run sets the variable `MIXES`.
fn number_of_mixes() -> usize {
    std::env::var("MIXES").map_or(5_000, |number| number.parse().expect("MIXES is a number"))
}

#[test]
fn verdicts_of_random_mixes_are_those_of_each_request() {
    let random = &mut Random(1);
    let texts = request_texts(random);
    let pool: Vec<Request<'_>> = texts
        .iter()
        .map(|[id, pc, expiry, signature]| Request::new(id, pc, expiry, signature))
        .collect();
    let mut codes = BTreeSet::new();
    let verifiers: Vec<(Verifier, Vec<VerdictByKey>)> = verifiers()
        .into_iter()
        .map(|verifier| {
            let verdicts = one_by_one(&verifier, &pool, now());
            codes.extend(verdicts.iter().map(|it| it.as_ref().map_or_else(Denied::code, |_| "")));
            (verifier, verdicts)
        })
        .collect();
    assert_eq!(codes.len(), 6, "every verdict is met: {codes:?}");

    let (mut requests, mut expected, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for mix in 0..number_of_mixes() {
        let (verifier, verdicts) = &verifiers[mix % verifiers.len()];
        requests.clear();
        expected.clear();
        for _ in 0..random.below(if mix % 16 == 0 { 200 } else { 40 }) {
            let place = random.below(pool.len());
            // Runs of one request as well, so that groups of lanes fill.
            for _ in 0..random.pick(&[1, 1, 1, 1, 1, 1, 1, 18]) {
                requests.push(pool[place]);
                expected.push(&verdicts[place]);
            }
        }
        verifier.verify_batch_from_key(mix % 4, &at_once(&requests, now()), &mut found);
        let found = found.iter().map(|verdict: &Verdict| by_key(verdict.clone()));
        assert!(found.eq(expected.iter().map(|verdict| (*verdict).clone())), "mix {mix}");
    }
}

#[test]
fn verdicts_that_were_there_before_are_replaced() {
    let verifier = Verifier::new(key(KEY));
    let request = Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE);
    let mut verdicts = vec![Err(Denied::ProductNotAllowed); 100];
    verifier.verify_batch(&[(request, now()); 40], &mut verdicts);
    let expected = vec![by_key(verifier.verify_at(&request, now())); 40];
    assert_eq!(verdicts.iter().cloned().map(by_key).collect::<Vec<_>>(), expected);
    verifier.verify_batch(&[], &mut verdicts);
    assert_eq!(verdicts, []);
}

#[test]
fn escaped_and_missing_fields_get_their_verdicts_in_a_batch() {
    let verifier = Verifier::new(key(KEY));
    let good = format!("id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={SIGNATURE}");
    let queries =
        [good.clone(), good.replace('+', "%2B"), good.replace("id=", "x="), String::new()];
    let requests: Vec<_> = queries.iter().cycle().take(50).map(Request::from_query).collect();
    assert_eq!(batch(&verifier, &requests, now()), one_by_one(&verifier, &requests, now()));
}

#[test]
fn a_batch_allocates_nothing_where_there_is_room_for_its_verdicts() {
    let verifier = Verifier::new(KeyRing::new(key(OTHER_KEY)).with(key(KEY)));
    let requests = [(Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE), now()); 100];
    let mut verdicts = Vec::with_capacity(100);
    let counted = allocation_counter::measure(|| {
        verifier.verify_batch(&requests, &mut verdicts);
    });
    assert!(verdicts.iter().all(Result::is_ok) && verdicts.len() == 100);
    assert_eq!(counted.count_total, 0);
}

/// The verdicts of pairs, and those of each by itself.
#[track_caller]
fn assert_each_at_its_time(
    verifier: &Verifier,
    requests: &[(Request<'_>, DateTime<Utc>)],
) -> Vec<VerdictByKey> {
    let expected: Vec<_> =
        requests.iter().map(|(request, now)| by_key(verifier.verify_at(request, *now))).collect();
    for key_index in 0..4 {
        let mut found = Vec::new();
        verifier.verify_batch_from_key(key_index, requests, &mut found);
        assert_eq!(found.into_iter().map(by_key).collect::<Vec<_>>(), expected, "{key_index}");
    }
    expected
}

#[test]
fn each_request_is_verified_at_its_own_time() {
    let verifier = Verifier::new(key(KEY)).max_lifetime(Duration::from_secs(60));
    let request = Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE);
    let expires_at =
        verifier.verify_at(&request, at("2016-04-26T08:17:30.000Z")).unwrap().expires_at();
    // Around the end and around the longest lifetime.
    for around in [expires_at, expires_at - TimeDelta::seconds(60)] {
        let times = (-24..24).map(|step| around + TimeDelta::milliseconds(step * 25));
        let requests: Vec<_> = times.map(|now| (request, now)).collect();
        let verdicts = assert_each_at_its_time(&verifier, &requests);
        let authorized = verdicts.iter().filter(|verdict| verdict.is_ok()).count();
        assert!((20..30).contains(&authorized), "{authorized}");
    }
}

#[test]
fn a_key_that_ends_between_the_times_of_a_batch_is_tried_until_then() {
    let end = at("2016-04-26T08:00:00.000Z");
    let ring = KeyRing::new(key(OTHER_KEY)).with(key(KEY).accept_until(end));
    let verifier = Verifier::new(ring);
    let request = Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE);
    let requests: Vec<_> =
        (-20..20).map(|step| (request, end + TimeDelta::milliseconds(step))).collect();
    let verdicts = assert_each_at_its_time(&verifier, &requests);
    assert_eq!(verdicts.iter().filter(|verdict| verdict.is_ok()).count(), 21);
    assert_each_at_its_time(&verifier, &requests[..21]);
    assert_each_at_its_time(&verifier, &requests[21..]);
}

#[test]
fn of_keys_that_are_the_same_the_first_that_is_accepted_has_matched() {
    let past = at("2016-04-01T00:00:00.000Z");
    let request = Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE);
    for (ring, expected) in [
        (KeyRing::new(key(OTHER_KEY)).with(key(KEY)).with(key(KEY)), 1),
        (KeyRing::new(key(KEY).accept_until(past)).with(key(OTHER_KEY)).with(key(KEY)), 2),
    ] {
        let verdicts = assert_each_at_its_time(&Verifier::new(ring), &[(request, now()); 40]);
        assert!(verdicts.iter().all(|verdict| verdict.as_ref().unwrap().1 == expected));
    }
}
