//! What a verdict holds, and that none harms anybody.

use store_auth_flat::{Code, Request, Settings, Verdict, Verifier};

const KEY: &[u8] = b"e4232e0620f9290025cb3783768c9c8c4686078c";
const PRODUCT: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";
const QUERY: &str = "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
                     &expiry=2016-04-26T08:17:59.059+0000&signature=16be1703017fd1001fe63465e50523982f10b0ca";
/// 2016-04-26T08:00:00Z
const NOW: i64 = 1_461_657_600_000;

fn verifier(set: impl FnOnce(&mut Settings)) -> Verifier {
    let mut settings = Settings::new();
    settings.add_key(KEY, None, |_| {}).unwrap();
    set(&mut settings);
    settings.into_verifier().unwrap()
}

fn verdict(query: &str) -> Verdict {
    verifier(|_| {}).verify_at(&Request::from_query(query), NOW)
}

#[test]
fn an_authorization_has_its_texts_followed_by_zeros() {
    for query in [QUERY.to_owned(), QUERY.replace("id=X", "id=%58").replace('+', "%2B")] {
        let found = verdict(&query);
        assert_eq!((found.code, found.status, found.field, found.key), (0, 200, 0, 0));
        assert_eq!((found.id(), found.product()), ("XU4XHT8XQDWK", PRODUCT));
        assert_eq!((found.id_length, found.product_length), (12, 40));
        assert!(found.id[12..].iter().chain(&found.product[40..]).all(|byte| *byte == 0));
        assert_eq!(found.expires_at_ms, 1_461_658_679_000);
        assert_eq!((&*found.message().to_string(), found.challenge()), ("authorized", None));
        assert_eq!(found.problem_json().to_string(), "");
    }
}

#[test]
fn the_longest_id_and_product_code_have_a_zero_behind_them() {
    use store_auth::{Expiry, ServerKey, Signer};

    let (id, product) = ("i".repeat(64), "p".repeat(50));
    let expiry = Expiry::parse("2016-04-26T08:17:59.059+0000").unwrap();
    let signature = Signer::new(ServerKey::new(KEY).unwrap()).sign(&id, &product, &expiry).unwrap();
    let request = Request::new(&id, &product, expiry.as_str(), signature.as_str());
    let found = verifier(|_| {}).verify_at(&request, NOW);
    assert_eq!((found.id(), found.product()), (&*id, &*product));
    assert_eq!((found.id.last(), found.product.last()), (Some(&0), Some(&0)));
}

#[test]
fn a_denial_has_no_texts_and_says_what_the_core_says() {
    let late = QUERY.replace("2016", "2015");
    let brief = verifier(|settings| settings.set_max_lifetime(1500).unwrap());
    let other = verifier(|settings| settings.set_products(["other"]).unwrap());
    let usual = verifier(|_| {});
    for (verifier, query, code, status, message) in [
        (&usual, "", "malformed", 401, "malformed id: expected `id` or `cid`, found neither"),
        (
            &usual,
            "id=%\"&pc=1",
            "malformed",
            401,
            "malformed id: expected two hexadecimal digits behind the '%' at offset 0",
        ),
        (
            &usual,
            &late,
            "expired",
            401,
            "expired at 2015-04-26T08:17:59.000Z, now is 2016-04-26T08:00:00.000Z",
        ),
        (
            &usual,
            &QUERY.replace("=X", "=Y"),
            "signature-mismatch",
            401,
            "signature does not match: no accepted server key makes it for this id, pc and expiry",
        ),
        (&other, QUERY, "product-not-allowed", 403, "product code is not among those served here"),
        (
            &brief,
            QUERY,
            "lifetime-too-long",
            403,
            "lifetime is too long: expected at most 1.5 s from 2016-04-26T08:00:00.000Z, expires at 2016-04-26T08:17:59.000Z",
        ),
    ] {
        let found = verifier.verify_at(&Request::from_query(query), NOW);
        assert_eq!(
            (found.code().name(), found.status, &*found.message().to_string()),
            (code, status, message)
        );
        assert_eq!((found.id(), found.product(), found.id_length, found.key), ("", "", 0, 0));
    }
}

#[test]
fn whatever_bytes_come_back_as_a_verdict_say_something() {
    for good in [
        verdict(QUERY),
        verdict("id=%00"),
        verdict("id=1"),
        verdict(&QUERY.replace("2016", "2015")),
    ] {
        for number in [0, 1, 2, 3, 5, 6, 77, u32::MAX] {
            for expires_at_ms in [i64::MIN, -1, i64::MAX] {
                let odd = Verdict {
                    code: number,
                    field: number,
                    id_length: number,
                    expires_at_ms,
                    ..good
                };
                let Verdict { id_length: _, .. } =
                    Verdict { id: [0xff; 65], product_length: number, ..odd };
                assert!(!odd.message().to_string().is_empty());
                assert_eq!(odd.problem_json().to_string().is_empty(), number == 0);
                let _ = (odd.id(), odd.product(), odd.challenge(), odd.code());
                assert_eq!(odd.is_authorized(), odd.code() == Code::Authorized);
            }
        }
    }
}

#[test]
fn a_time_beyond_the_calendar_is_judged_as_its_end() {
    let request = Request::from_query(QUERY);
    assert_eq!(verifier(|_| {}).verify_at(&request, i64::MAX).code(), Code::Expired);
    assert_eq!(verifier(|_| {}).verify_at(&request, i64::MIN).code(), Code::Authorized);
}

#[test]
fn now_is_what_the_system_says() {
    assert_eq!(verifier(|_| {}).verify(&Request::from_query(QUERY)).code(), Code::Expired);
}

#[test]
fn no_verdict_allocates() {
    let late = QUERY.replace("2016", "2015");
    let other = verifier(|settings| settings.set_products(["other"]).unwrap());
    for query in [QUERY, "", "id=%", &late, &QUERY.replace('+', "%2B")] {
        for verifier in [&verifier(|_| {}), &other] {
            let counted = allocation_counter::measure(|| {
                let found = verifier.verify_at(&Request::from_query(query), NOW);
                assert!(found.challenge().is_some() || found.status != 401);
            });
            assert_eq!(counted.count_total, 0);
        }
    }
}
