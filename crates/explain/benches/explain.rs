//! What an explanation costs: of a request that matches no known mistake, and of one that matches a frequent one.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use store_auth::Policy;
use store_auth_explain::{Code, Explainer, KeyText};

const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";
const WITHOUT_SIGNATURE: &str = "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
     &expiry=2016-04-26T08:17:59.059%2B0000&signature=";

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_461_655_079)
}

fn key(text: impl AsRef<[u8]>) -> KeyText {
    KeyText::new(text).expect("a key of visible ASCII")
}

fn explainer(keys: impl IntoIterator<Item = KeyText>) -> Explainer {
    Explainer::new(keys, Policy::default()).expect("at least one key")
}

fn explanations(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("explain");
    for (name, signature, code) in [
        ("no known mistake", "0000000000000000000000000000000000000000", Code::NoKnownMistake),
        (
            "a line break behind the message",
            "4888d2784c156b643baca20483e8ee131652904a",
            Code::MessageNewline,
        ),
        (
            "swapped id and product code",
            "66a9cff0de96df014e4b5c6b8ce09bb012850487",
            Code::IdPcSwapped,
        ),
    ] {
        let request = format!("{WITHOUT_SIGNATURE}{signature}");
        let explainer = explainer([key(KEY)]);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let report = explainer.explain_at(black_box(&request), now());
                assert_eq!(report.first_code(), Some(code));
            });
        });
    }
    let request = format!("{WITHOUT_SIGNATURE}0000000000000000000000000000000000000000");
    let others = (1..8).map(|number| key(format!("{number:040x}")));
    let explainer = explainer([key(KEY)].into_iter().chain(others));
    group.bench_function("no known mistake with eight keys", |bencher| {
        bencher.iter(|| {
            let report = explainer.explain_at(black_box(&request), now());
            assert_eq!(report.first_code(), Some(Code::NoKnownMistake));
        });
    });
    group.finish();
}

criterion_group!(benches, explanations);
criterion_main!(benches);
