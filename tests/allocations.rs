//! Verifying allocates nothing, whatever the verdict.

mod util;

use std::time::Duration;
use store_auth::{KeyRing, Request, Verifier};
use util::{EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, SIGNATURE, key, now};

#[track_caller]
fn assert_no_allocation(verifier: &Verifier, url: &str, code: Option<&str>) {
    let mut verdict = None;
    let counted = allocation_counter::measure(|| {
        verdict = Some(verifier.verify_at(&Request::from_url(url), now()));
    });
    assert_eq!(verdict.unwrap().err().map(|denied| denied.code()), code);
    assert_eq!(counted.count_total, 0);
}

#[test]
fn no_verdict_allocates() {
    let verifier = || {
        let keys = KeyRing::new(key(OTHER_KEY)).with(key(KEY).accept_until(now()));
        Verifier::new(keys).products([PRODUCT_CODE]).unwrap()
    };
    let good = format!("/feed?id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={SIGNATURE}");
    let sample = verifier();
    assert_no_allocation(&sample, &good, None);
    assert_no_allocation(&sample, &good.replace('+', "%2b").replace("id", "%69d"), None);
    assert_no_allocation(&sample, &good.replace("id=X", "id=Y"), Some("signature-mismatch"));
    assert_no_allocation(&sample, &good.replace("2016", "2015"), Some("expired"));
    assert_no_allocation(&sample, &good.replace("id=X", "id=%"), Some("malformed"));
    assert_no_allocation(&sample, "", Some("malformed"));
    let elsewhere = verifier().products(["other"]).unwrap();
    assert_no_allocation(&elsewhere, &good, Some("product-not-allowed"));
    let brief = verifier().max_lifetime(Duration::from_secs(1));
    assert_no_allocation(&brief, &good, Some("lifetime-too-long"));
}

#[test]
fn the_counter_counts() {
    let counted = allocation_counter::measure(|| drop(std::hint::black_box(vec![0_u8; 100])));
    assert_eq!(counted.count_total, 1);
}
