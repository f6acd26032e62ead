//! What each request of a batch costs, beside a loop over them. Every bench checks what it computed.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::{hint::black_box, time::Duration};
use store_auth::{Expiry, Request, ServerKey, Signer, Verifier};

const KEY: &str = "e4232e0620f9290025cb3783768c9c8c";
const PRODUCT_CODE: &str = "c4b368be86245bf9501baaa6e0b00df9719869fd";
const SIZES: [usize; 7] = [1, 4, 16, 64, 1024, 65_536, 1_000_000];

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_461_655_079)
}

fn key() -> ServerKey {
    ServerKey::new(KEY).expect("a key of visible ASCII")
}

/// Requests of two blocks each, or of two and three and with both forms of the expiry.
fn requests(size: usize, mixed: bool) -> Vec<[String; 4]> {
    let signer = Signer::new(key());
    let request = |index: usize| {
        let at = now() + TimeDelta::seconds(i64::try_from(index % 80_000).expect("is small"));
        let expiry = if mixed && index % 5 == 0 { Expiry::iso(at) } else { Expiry::java(at) };
        let expiry = expiry.expect("a year of four digits");
        let id = if mixed && index % 3 == 0 {
            format!("ed4ca9da-4ee2-4b5c-8c5a-{index:012x}")
        } else {
            format!("S56P{index:08X}")
        };
        let signature = signer.sign(&id, PRODUCT_CODE, &expiry).expect("within the grammar");
        [id, PRODUCT_CODE.to_owned(), expiry.to_string(), signature.to_string()]
    };
    (0..size).map(request).collect()
}

fn batches(criterion: &mut Criterion) {
    let verifier = Verifier::new(key());
    for (name, mixed) in [("uniform", false), ("mixed", true)] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(20).measurement_time(Duration::from_secs(2));
        for size in SIZES {
            let texts = requests(size, mixed);
            let requests: Vec<(Request<'_>, DateTime<Utc>)> = texts
                .iter()
                .map(|[id, pc, expiry, signature]| (Request::new(id, pc, expiry, signature), now()))
                .collect();
            let mut verdicts = Vec::new();
            group.throughput(Throughput::Elements(size as u64));
            group.bench_function(BenchmarkId::new("loop", size), |bencher| {
                bencher.iter(|| {
                    verdicts.clear();
                    verdicts.extend(
                        black_box(&requests).iter().map(|(it, now)| verifier.verify_at(it, *now)),
                    );
                });
            });
            // One run may leave out either, as its arguments say.
            assert!(verdicts.is_empty() || verdicts.len() == size);
            assert!(verdicts.iter().all(Result::is_ok));
            let expected: Vec<_> =
                requests.iter().map(|(request, now)| verifier.verify_at(request, *now)).collect();
            group.bench_function(BenchmarkId::new("batch", size), |bencher| {
                bencher.iter(|| {
                    verifier.verify_batch(black_box(&requests), &mut verdicts);
                });
            });
            verifier.verify_batch(&requests, &mut verdicts);
            assert_eq!(verdicts, expected);
        }
        group.finish();
    }
}

criterion_group!(benches, batches);
criterion_main!(benches);
