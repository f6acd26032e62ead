//! `Verifier::verify_batch` beside `verify_at` in a loop, from one request to a million.

use crate::{
    requests::{Sent, Shape, key, now},
    rounds::{self, Row},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::hint::black_box;
use store_auth::{Authorization, Denied, Expiry, Request, Signer, Verifier};

const LOOP: &str = "`verify_at` in a loop";
const BATCH: &str = "`verify_batch`";
const SIZES: [u32; 7] = [1, 4, 16, 64, 1024, 65_536, 1_000_000];

type Verdicts = Vec<Result<Authorization, Denied>>;
/// Whether the requests of a batch are alike.
type Mix = (&'static str, fn(&Signer, u32) -> Sent);

const MIXES: [Mix; 2] =
    [("two blocks each", alike), ("two and three blocks, both forms of expiry", mixed)];

pub fn measure(rounds: usize) -> Vec<Value> {
    let signer = Signer::new(key(Shape::Display.key()));
    let verifier = Shape::Display.verifier(1);
    let mut measured = Vec::new();
    // A round of many requests takes long, and fewer rounds say as much.
    let requests_in_all = rounds * 10_000;
    for size in SIZES {
        let rounds = rounds.min(requests_in_all / size as usize);
        if rounds == 0 {
            continue;
        }
        for (mix, make) in MIXES {
            let sent: Vec<Sent> = (0..size).map(|number| make(&signer, number)).collect();
            let requests: Vec<Dated<'_>> =
                sent.iter().map(|sent| (sent.request(), now())).collect();
            let paths: [(&str, Path); 2] = [(LOOP, one_by_one), (BATCH, at_once)];
            let mut rows = paths.map(|(name, path)| row(name, &verifier, &requests, path));
            let times = rounds::measure(&mut rows, rounds);
            measured.push(json!({
                "size": size,
                "mix": mix,
                "loop_ns": times[0].least(),
                "batch_ns": times[1].least(),
                "median_ratio": times[1].median_ratio(&times[0]),
            }));
        }
    }
    measured
}

/// Verifies all of a batch, into an empty list.
type Path = fn(&Verifier, &[Dated<'_>], &mut Verdicts);
type Dated<'a> = (Request<'a>, DateTime<Utc>);

fn one_by_one(verifier: &Verifier, requests: &[Dated<'_>], verdicts: &mut Verdicts) {
    verdicts.extend(requests.iter().map(|(request, now)| verifier.verify_at(request, *now)));
}

fn at_once(verifier: &Verifier, requests: &[Dated<'_>], verdicts: &mut Verdicts) {
    verifier.verify_batch(requests, verdicts);
}

fn row<'a>(name: &str, verifier: &'a Verifier, requests: &'a [Dated<'a>], path: Path) -> Row<'a> {
    let mut verdicts = Verdicts::new();
    Row::of_passes(name, 0, requests.len(), move || {
        verdicts.clear();
        path(verifier, black_box(requests), &mut verdicts);
        verdicts.iter().filter(|verdict| verdict.is_ok()).count()
    })
}

fn alike(signer: &Signer, number: u32) -> Sent {
    let at = now() + TimeDelta::days(1);
    Sent::signed(
        signer,
        Shape::Display.id(number),
        &Expiry::java(at).expect("a year of four digits"),
    )
}

fn mixed(signer: &Signer, number: u32) -> Sent {
    let at = now() + TimeDelta::days(1);
    // In no order that a branch predictor could learn.
    let bits = number.wrapping_mul(0x9e37_79b9) >> 16;
    let shape = if bits & 1 == 0 { Shape::Display } else { Shape::Company };
    let expiry = if bits & 2 == 0 { Expiry::java(at) } else { Expiry::iso(at) };
    Sent::signed(signer, shape.id(number), &expiry.expect("a year of four digits"))
}
