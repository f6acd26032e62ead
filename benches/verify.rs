//! What a verdict costs, beside the least it could: SHA-1's compression of the same blocks.
//!
//! Every bench checks what it computed. `benches/compare` compares with other ways to do the job.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use sha1::{Digest as _, Sha1};
use std::hint::black_box;
use store_auth::{Expiry, Field, KeyRing, Request, ServerKey, Signer, Verifier};

const PRODUCT_CODE: &str = "c4b368be86245bf9501baaa6e0b00df9719869fd";

/// A message is two blocks long with a display's id and a key of 32 digits, three with a company's and 40.
const KINDS: [Kind; 2] = [
    Kind { name: "display", id: "S56PSA4W298W", key: "e4232e0620f9290025cb3783768c9c8c" },
    Kind {
        name: "company",
        id: "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a",
        key: "e4232e0620f9290025cb3783768c9c8c4686078c",
    },
];

struct Kind {
    name: &'static str,
    id: &'static str,
    key: &'static str,
}

impl Kind {
    /// A verifier with a number of keys; the one that signs is the last.
    fn verifier(&self, keys: usize) -> Verifier {
        let length = self.key.len();
        let others = (1..keys).map(|index| format!("{index:0length$x}"));
        let mut texts = others.chain([self.key.to_owned()]);
        let current = KeyRing::new(key(texts.next().expect("at least one")));
        Verifier::new(texts.map(key).fold(current, KeyRing::with))
    }

    fn sign(&self, expiry: &Expiry) -> String {
        let signer = Signer::new(key(self.key));
        signer.sign(self.id, PRODUCT_CODE, expiry).expect("within the grammar").to_string()
    }
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_461_655_079)
}

fn key(text: impl AsRef<[u8]>) -> ServerKey {
    ServerKey::new(text).expect("a key of visible ASCII")
}

/// The expiry of an authorization that is made now, as the Store writes it.
fn tomorrow() -> Expiry {
    Expiry::java(now() + TimeDelta::hours(24)).expect("a year of four digits")
}

/// The compression of two and of three blocks, which no verdict on a signature can do without.
fn floor(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("floor");
    for blocks in [2, 3] {
        let input = vec![[b'a'; 64]; blocks];
        let compress_from = |first: u32, input: &[[u8; 64]]| {
            let mut state = [first, 0, 0, 0, 0];
            sha1::block_api::compress(&mut state, input);
            state
        };
        let compress = |input: &[[u8; 64]]| compress_from(0, input);
        let expected = compress(&input);
        assert_ne!(expected, [0; 5]);
        group.bench_function(BenchmarkId::new("compress", blocks), |bencher| {
            bencher.iter(|| assert_eq!(compress(black_box(&input)), expected));
        });
        // Each waits for the one before, as the checks around a hash wait for it.
        group.bench_function(BenchmarkId::new("chained", blocks), |bencher| {
            let mut zero = 0;
            bencher.iter(|| {
                let state = compress_from(zero, black_box(&input));
                zero = state[0] ^ expected[0];
                assert_eq!(state, expected);
            });
        });
    }
    group.finish();
}

fn verdicts(criterion: &mut Criterion) {
    let yesterday = Expiry::java(now() - TimeDelta::hours(24)).expect("a year of four digits");
    let (expiry, past) = (tomorrow().to_string(), yesterday.to_string());
    let none = "0".repeat(40);
    for kind in &KINDS {
        let mut group = criterion.benchmark_group(kind.name);
        let signature = kind.sign(&tomorrow());
        let upper_case = signature.to_uppercase();
        for (code, expiry, signature) in [
            ("authorized", &expiry, &signature),
            ("expired", &past, &signature),
            ("malformed", &expiry, &upper_case),
            ("signature-mismatch", &expiry, &none),
        ] {
            let request = Request::new(kind.id, PRODUCT_CODE, expiry, signature);
            for keys in [1, 4] {
                let verifier = kind.verifier(keys);
                match verifier.verify_at(&request, now()) {
                    Ok(found) => assert_eq!((code, found.key_index()), ("authorized", keys - 1)),
                    Err(denied) => assert_eq!(denied.code(), code),
                }
                group.bench_function(BenchmarkId::new(code, keys), |bencher| {
                    bencher.iter(|| {
                        let verdict = verifier.verify_at(black_box(&request), black_box(now()));
                        assert_eq!(verdict.is_ok(), code == "authorized");
                    });
                });
            }
        }
        group.finish();
    }
}

/// The scheme as one writes it in an afternoon.
fn naive(criterion: &mut Criterion) {
    let lets_in = |id: &str, key: &str, expiry: &str, signature: &str| {
        let message = format!("{id}#{PRODUCT_CODE}#{key}#{expiry}");
        hex::encode(Sha1::digest(message)) == signature
            && DateTime::parse_from_str(expiry, "%Y-%m-%dT%H:%M:%S%.3f%z")
                .is_ok_and(|expires_at| now() <= expires_at)
    };
    let mut group = criterion.benchmark_group("naive");
    for kind in KINDS {
        let Kind { name, id, key } = kind;
        let (expiry, signature) = (tomorrow().to_string(), kind.sign(&tomorrow()));
        assert!(!lets_in(id, key, &expiry, &signature.to_uppercase()));
        group.bench_function(name, |bencher| {
            bencher.iter(|| assert!(lets_in(black_box(id), key, black_box(&expiry), &signature)));
        });
    }
    group.finish();
}

fn sources(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("source");
    let [kind, _] = KINDS;
    let (id, expiry, signature) = (kind.id, tomorrow(), kind.sign(&tomorrow()));
    let url = format!("/feed?id={id}&pc={PRODUCT_CODE}&expiry={expiry}&signature={signature}");
    let escaped = url.replace('+', "%2B").replace(':', "%3A");
    let verifier = kind.verifier(1);
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

/// The parsers. Of those that are private, each is the last to run for a request whose field ends in a wrong byte.
fn pieces(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pieces");
    let expiry = tomorrow();
    group.bench_function("expiry", |bencher| {
        bencher.iter(|| {
            let parsed = Expiry::parse(black_box(expiry.as_str())).expect("an expiry");
            assert_eq!(parsed.instant(), expiry.instant());
        });
    });

    let [kind, _] = KINDS;
    let verifier = kind.verifier(1);
    let signature = kind.sign(&expiry);
    let good = [kind.id, PRODUCT_CODE, expiry.as_str(), &signature];
    for (index, field) in
        [Field::Id, Field::ProductCode, Field::Expiry, Field::Signature].into_iter().enumerate()
    {
        let mut texts = good.map(str::to_owned);
        texts[index].pop();
        texts[index].push('#');
        let [id, product_code, expiry, signature] = &texts;
        let request = Request::new(id, product_code, expiry, signature);
        group.bench_function(BenchmarkId::new("malformed", field.name()), |bencher| {
            bencher.iter(|| {
                let denied = verifier.verify_at(black_box(&request), now()).expect_err("malformed");
                assert_eq!(denied.field(), Some(field));
            });
        });
    }
    group.finish();
}

criterion_group!(benches, floor, verdicts, naive, sources, pieces);
criterion_main!(benches);
