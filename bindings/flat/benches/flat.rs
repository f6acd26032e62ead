//! What the flat layer adds to a verdict of the core's.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use store_auth::{ServerKey, Verifier as CoreVerifier, chrono::DateTime};
use store_auth_flat::{Request, Settings};

const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";
const TEXTS: [&str; 4] = [
    "XU4XHT8XQDWK",
    "b5d78da0853d97e2ec28feb5e31b9953d9c72420",
    "2016-04-26T08:17:59.059+0000",
    "16be1703017fd1001fe63465e50523982f10b0ca",
];
const NONE: &str = "0000000000000000000000000000000000000000";
const NOW: i64 = 1_461_657_600_000;

fn verdicts(criterion: &mut Criterion) {
    let core = CoreVerifier::new(ServerKey::new(KEY).expect("a key"));
    let mut settings = Settings::new();
    settings.add_key(KEY.as_bytes(), None, |_| {}).expect("a key");
    let flat = settings.into_verifier().expect("a key");
    let now = DateTime::from_timestamp_millis(NOW).expect("an instant");

    for (name, signature, is_authorized) in
        [("authorized", TEXTS[3], true), ("signature-mismatch", NONE, false)]
    {
        let [id, product_code, expiry, _] = TEXTS;
        let request = Request::new(id, product_code, expiry, signature);
        let url = format!("/feed?id={id}&pc={product_code}&expiry={expiry}&signature={signature}");
        let mut group = criterion.benchmark_group(name);
        group.bench_function(BenchmarkId::new("core", "texts"), |bencher| {
            bencher.iter(|| {
                let found = core.verify_at(black_box(&request), black_box(now));
                assert_eq!(black_box(found).is_ok(), is_authorized);
            });
        });
        group.bench_function(BenchmarkId::new("flat", "texts"), |bencher| {
            bencher.iter(|| {
                let found = flat.verify_at(black_box(&request), black_box(NOW));
                assert_eq!(black_box(found).is_authorized(), is_authorized);
            });
        });
        group.bench_function(BenchmarkId::new("core", "url"), |bencher| {
            bencher.iter(|| {
                let found = core.verify_at(&Request::from_url(black_box(&url)), black_box(now));
                assert_eq!(black_box(found).is_ok(), is_authorized);
            });
        });
        group.bench_function(BenchmarkId::new("flat", "url"), |bencher| {
            bencher.iter(|| {
                let found = flat.verify_at(&Request::from_url(black_box(&url)), black_box(NOW));
                assert_eq!(black_box(found).is_authorized(), is_authorized);
            });
        });
        group.finish();
    }
}

criterion_group!(benches, verdicts);
criterion_main!(benches);
