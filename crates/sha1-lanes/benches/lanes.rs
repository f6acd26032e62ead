//! What sixteen messages cost with each backend, beside the `sha1` crate's compression and digests one by one.
//!
//! Every bench checks what it computed.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use sha1::{Digest as _, Sha1};
use sha1_lanes::{Backend, INITIAL, LANES, States};
use std::{array, hint::black_box};

/// The least that hashing one after the other could cost. Not inlined, as in a library.
#[inline(never)]
fn one_by_one<const N: usize>(messages: &[[[u8; 64]; N]; LANES]) -> [[u32; 5]; LANES] {
    messages.each_ref().map(|message| {
        let mut state = INITIAL.map(|[word, ..]| word);
        sha1::block_api::compress(&mut state, message);
        state
    })
}

fn compressions<const N: usize>(criterion: &mut Criterion) {
    let mut bytes = (0..=255).cycle();
    let messages: [[[u8; 64]; N]; LANES] = array::from_fn(|_| {
        // Each lane starts with another byte.
        bytes.next();
        array::from_fn(|_| array::from_fn(|_| bytes.next().expect("of a cycle")))
    });
    let one_by_one_expected = one_by_one(&messages);
    let expected: States = array::from_fn(|word| one_by_one_expected.map(|state| state[word]));
    assert_ne!(expected, INITIAL);

    let mut group = criterion.benchmark_group("compress");
    group.bench_function(BenchmarkId::new("sha1", N), |bencher| {
        bencher.iter(|| assert_eq!(one_by_one(black_box(&messages)), one_by_one_expected));
    });
    for backend in Backend::available() {
        group.bench_function(BenchmarkId::new(backend.name(), N), |bencher| {
            bencher.iter(|| {
                let mut states = INITIAL;
                backend.compress(&mut states, black_box(&messages), N);
                assert_eq!(states, expected);
            });
        });
    }
    group.finish();
}

fn digests(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("digest");
    let batches = [
        ("128 of 100 bytes", vec![100; 128]),
        ("128 of 0 to 299 bytes", (0..128).map(|index| index * 97 % 300).collect()),
        ("8 of 100 bytes", vec![100; 8]),
        ("1 of 100 bytes", vec![100; 1]),
    ];
    for (name, lengths) in batches {
        let bytes: Vec<u8> = (0..=255).cycle().take(600).collect();
        let messages: Vec<&[u8]> =
            lengths.iter().map(|length| &bytes[*length..2 * length]).collect();
        let expected: Vec<[u8; 20]> =
            messages.iter().map(|text| Sha1::digest(text).into()).collect();
        let mut digests = vec![[0; 20]; messages.len()];
        group.bench_function(BenchmarkId::new("sha1", name), |bencher| {
            bencher.iter(|| {
                for (message, digest) in black_box(&messages).iter().zip(&mut digests) {
                    *digest = Sha1::digest(message).into();
                }
                assert_eq!(digests, expected);
            });
        });
        for backend in Backend::available() {
            digests.fill([0; 20]);
            group.bench_function(BenchmarkId::new(backend.name(), name), |bencher| {
                bencher.iter(|| {
                    backend.digest_each(black_box(&messages).iter().zip(&mut digests));
                    assert_eq!(digests, expected);
                });
            });
        }
    }
    group.finish();
}

#[expect(clippy::inline_always, reason = "or it is not compiled for the backend")]
#[inline(always)]
fn hex_digits(text: &[u8]) -> usize {
    text.iter().filter(|byte| byte.is_ascii_hexdigit()).count()
}

/// A plain loop, compiled for each backend.
fn vectorized(criterion: &mut Criterion) {
    let text: Vec<u8> = (0..=255).cycle().take(4096).collect();
    let expected = hex_digits(&text);
    let mut group = criterion.benchmark_group("vectorize");
    for backend in Backend::available() {
        group.bench_function(backend.name(), |bencher| {
            bencher.iter(|| {
                assert_eq!(backend.vectorize(|| hex_digits(black_box(&text))), expected);
            });
        });
    }
    group.finish();
}

criterion_group!(
    benches,
    compressions<1>,
    compressions<2>,
    compressions<3>,
    compressions<4>,
    digests,
    vectorized
);
criterion_main!(benches);
