//! Measures ways to verify a request side by side. `run`, beside this package's manifest, builds and starts it.
//!
//! - `compare measure ROUNDS` prints JSON: the nanoseconds that each row takes for a request. With `batches` behind it,
//!   those of batches too.
//! - `compare requests` prints such requests for programs in other languages.

mod batch;
mod naive;
#[cfg(feature = "others")]
mod others;
mod ours;
mod requests;
mod rounds;

use requests::{Sent, Shape, forged};
use rounds::Row;
use serde_json::{Value, json};
use std::{env, num::NonZero, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["measure", rounds, ref more @ ..] if matches!(more, [] | ["batches"]) => {
            let Ok(rounds) = rounds.parse::<NonZero<usize>>() else {
                eprintln!("compare: expected a number of rounds, found {rounds:?}");
                return ExitCode::from(2);
            };
            let mut measured = json!({ "rows": rows(rounds.get()), "batch": [] });
            if !more.is_empty() {
                measured["batch"] = batch::measure(rounds.get()).into();
            }
            println!("{measured}");
        }
        ["requests"] => print_requests(),
        _ => {
            eprintln!("usage: compare measure ROUNDS [batches] | compare requests");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn rows(rounds: usize) -> Vec<Value> {
    let mut kinds = Vec::new();
    let mut rows = Vec::new();
    for shape in Shape::ALL {
        let mut add = |kind, added: Vec<Row<'static>>| {
            kinds.extend(added.iter().map(|_| kind));
            rows.extend(added);
        };
        add("floor", ours::floors(shape));
        add("ours", ours::rows(shape));
        add("naive", vec![naive::row(shape)]);
        #[cfg(feature = "others")]
        add("other", others::rows(shape));
    }
    let times = rounds::measure(&mut rows, rounds);
    rows.iter()
        .zip(&times)
        .zip(kinds)
        .map(|((row, own), kind)| {
            let mut all = rows.iter().zip(&times);
            let (_, reference) = all
                .find(|(other, _)| other.name == ours::REFERENCE && other.blocks == row.blocks)
                .expect("each length has one");
            json!({
                "name": row.name,
                "kind": kind,
                "blocks": row.blocks,
                "ns": own.least(),
                "median_ratio": own.median_ratio(reference),
            })
        })
        .collect()
}

/// For each length, its blocks and key on a line, then on lines of their own the verdict and the four strings.
fn print_requests() {
    for shape in Shape::ALL {
        println!("key\t{}\t{}", shape.blocks(), shape.key());
        let authorized = shape.authorized();
        let denied = [forged(&authorized), shape.expired()].concat();
        for (verdict, requests) in [("authorized", authorized), ("denied", denied)] {
            for Sent { id, product_code, expiry, signature } in requests {
                println!("{verdict}\t{id}\t{product_code}\t{expiry}\t{signature}");
            }
        }
    }
}
