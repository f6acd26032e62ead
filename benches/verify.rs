//! What a verdict costs, beside the least it could: SHA-1's compression of the same blocks.
//!
//! Every bench checks what it computed.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use store_auth::{Expiry, KeyRing, Request, ServerKey, Signer, Verifier};

const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";
const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";
/// A display's id makes a message of two blocks, a company's one of three.
const IDS: [(&str, &str); 2] =
    [("display", "XU4XHT8XQDWK"), ("company", "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a")];
const KEYS: [usize; 2] = [1, 4];

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_461_655_079)
}

fn key(text: impl AsRef<[u8]>) -> ServerKey {
    ServerKey::new(text).expect("a key of visible ASCII")
}

/// A verifier with a number of keys; the one that signs is the last.
fn verifier(keys: usize) -> Verifier {
    let mut texts = (1..keys).map(|index| format!("{index:040x}")).chain([KEY.to_owned()]);
    let current = KeyRing::new(key(texts.next().expect("at least one")));
    Verifier::new(texts.map(key).fold(current, KeyRing::with))
}

fn verdicts(criterion: &mut Criterion) {
    let signer = Signer::new(key(KEY));
    for (kind, id) in IDS {
        let mut group = criterion.benchmark_group(kind);
        let expiry = Expiry::java(now() + TimeDelta::hours(24)).expect("a year of four digits");
        let past = Expiry::java(now() - TimeDelta::hours(24)).expect("a year of four digits");
        let signature = signer.sign(id, PRODUCT_CODE, &expiry).expect("within the grammar");
        let (expiry, signature) = (expiry.as_str(), signature.as_str());
        let upper_case = signature.to_uppercase();
        let none = "0".repeat(40);
        let requests = [
            ("authorized", Request::new(id, PRODUCT_CODE, expiry, signature)),
            ("expired", Request::new(id, PRODUCT_CODE, past.as_str(), signature)),
            ("malformed", Request::new(id, PRODUCT_CODE, expiry, &upper_case)),
            ("signature-mismatch", Request::new(id, PRODUCT_CODE, expiry, &none)),
        ];
        for (code, request) in &requests {
            for keys in KEYS {
                let verifier = verifier(keys);
                let verdict = verifier.verify_at(request, now());
                match verdict {
                    Ok(authorization) => {
                        assert_eq!((*code, authorization.key_index()), ("authorized", keys - 1));
                    }
                    Err(denied) => assert_eq!(denied.code(), *code),
                }
                group.bench_function(BenchmarkId::new(*code, keys), |bencher| {
                    bencher.iter(|| {
                        let verdict = verifier.verify_at(black_box(request), black_box(now()));
                        assert_eq!(verdict.is_ok(), *code == "authorized");
                    });
                });
            }
        }
        group.finish();
    }
}

/// The compression of two and of three blocks, which no verdict on a signature can do without.
fn floor(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("floor");
    for blocks in [2, 3] {
        let input = vec![[b'a'; 64]; blocks];
        let compress = |input: &[[u8; 64]]| {
            let mut state = [0_u32; 5];
            sha1::block_api::compress(&mut state, input);
            state
        };
        let expected = compress(&input);
        assert_ne!(expected, [0; 5]);
        group.bench_function(BenchmarkId::new("compress", blocks), |bencher| {
            bencher.iter(|| assert_eq!(compress(black_box(&input)), expected));
        });
    }
    group.finish();
}

fn sources(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("source");
    let (_, id) = IDS[0];
    let expiry = Expiry::java(now() + TimeDelta::hours(24)).expect("a year of four digits");
    let signature =
        Signer::new(key(KEY)).sign(id, PRODUCT_CODE, &expiry).expect("within the grammar");
    let url = format!("/feed?id={id}&pc={PRODUCT_CODE}&expiry={expiry}&signature={signature}");
    let escaped = url.replace('+', "%2B").replace(':', "%3A");
    let verifier = verifier(1);
    for (name, url) in [("url", &url), ("escaped-url", &escaped)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let verdict = verifier.verify_at(&Request::from_url(black_box(url)), now());
                assert!(verdict.is_ok());
            });
        });
    }
    group.finish();
}

criterion_group!(benches, floor, verdicts, sources);
criterion_main!(benches);
