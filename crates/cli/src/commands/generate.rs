//! `storeauth generate`

use crate::{
    options::{
        key_file::{self, NO_KEY, key_files},
        values::{duration, instant, log_format, percent, whole_number},
    },
    output::status::Status,
    samples::{
        log,
        request::{Kind, Plan, Samples},
    },
};
use anyhow::{Context, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
    time::Duration,
};
use store_auth::Signer;
use store_auth_requests::Format;

/// Generate a log of made-up requests, for demonstrations, tests and measurements of `storeauth audit`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth generate --server-key-file key --count 100000 >requests.ndjson
  storeauth generate --server-key-file new --server-key-file old \\
    --output-format combined >access.log
  storeauth generate --server-key-file key \\
    --share expired=50 --share garbage=0 --seed 7

Kinds of requests and their shares in percent, unless told otherwise: expired
3, signature-mismatch 2, malformed-id, malformed-pc, malformed-expiry,
malformed-signature and garbage 0.5 each, and in access logs no-authorization
5. The rest is authorized. The same options give the same log.

With several keys each signs for the same part of the time, the first one
last: a rotation. What is printed is signed: whoever holds it is let in by
servers with these keys until the expiry.

Exit codes: 0 generated, 2 usage or I/O.")]
pub(crate) struct Args {
    /// File that holds a server key and nothing else; repeat for previous keys, the current one first
    ///
    /// Without this option, the environment variable `STOREAUTH_SERVER_KEY_FILE` names the files, separated as in `PATH`.
    #[arg(long, value_name = "FILE")]
    server_key_file: Vec<PathBuf>,

    /// How many lines
    #[arg(long, value_name = "NUMBER", value_parser = whole_number(0..=u64::MAX), allow_negative_numbers = true, default_value_t = 1000)]
    count: u64,

    /// Another number gives another log
    #[arg(long, value_name = "NUMBER", value_parser = whole_number(0..=u64::MAX), allow_negative_numbers = true, default_value_t = 0)]
    seed: u64,

    /// Format of the log
    #[arg(long, value_name = "FORMAT", value_parser = log_format(), default_value = "ndjson")]
    output_format: Format,

    /// When the first request is made
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true, default_value = "2026-01-01T00:00:00Z")]
    from: DateTime<Utc>,

    /// Before when the last one is made
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true, default_value = "2026-01-03T00:00:00Z")]
    to: DateTime<Utc>,

    /// How long authorizations hold
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true, default_value = "24h")]
    lifetime: Duration,

    /// How many displays and companies
    #[arg(long, value_name = "NUMBER", value_parser = whole_number(1..=CODES_MAX), allow_negative_numbers = true, default_value_t = 1000)]
    ids: u32,

    /// How many products
    #[arg(long, value_name = "NUMBER", value_parser = whole_number(1..=CODES_MAX), allow_negative_numbers = true, default_value_t = 10)]
    products: u32,

    /// Share of a kind of request, in percent; repeat for more kinds
    #[arg(long, value_name = "KIND=PERCENT", value_parser = share, allow_hyphen_values = true)]
    share: Vec<(Kind, u32)>,
}

/// More ids or products than this would only fill the memory.
const CODES_MAX: u32 = 10_000_000;

/// Shares are counted in millionths.
const WHOLE: u32 = 1_000_000;

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let mut samples = Samples::new(plan(args)?, args.seed);
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    log::write_header(&mut out, args.output_format).context("standard output")?;
    for number in 0..args.count {
        let sample = samples.request(number, args.count)?;
        log::write(&mut out, args.output_format, &sample).context("standard output")?;
    }
    out.flush().context("standard output")?;
    Ok(Status::Good)
}

fn plan(args: &Args) -> anyhow::Result<Plan> {
    ensure!(args.from < args.to, "--to: expected an instant after --from");
    let lifetime = TimeDelta::from_std(args.lifetime).ok();
    let lifetime = lifetime
        .filter(|lifetime| (TimeDelta::minutes(1)..=TimeDelta::days(36_500)).contains(lifetime))
        .context("--lifetime: expected a minute to 100 years")?;
    let files = key_files(&args.server_key_file);
    ensure!(!files.is_empty(), NO_KEY);
    let signers: anyhow::Result<Vec<_>> =
        files.iter().map(|file| key_file::read(file).map(Signer::new)).collect();
    Ok(Plan {
        from: args.from,
        to: args.to,
        lifetime,
        ids: args.ids as usize,
        products: args.products as usize,
        shares: shares(args)?,
        signers: signers?,
    })
}

fn shares(args: &Args) -> anyhow::Result<Vec<(Kind, u32)>> {
    let is_access_log =
        matches!(args.output_format, Format::Combined | Format::JsonLog | Format::W3c);
    let usual = |kind| match kind {
        Kind::Expired => 30_000,
        Kind::SignatureMismatch => 20_000,
        Kind::NoAuthorization if is_access_log => 50_000,
        Kind::Authorized | Kind::NoAuthorization => 0,
        _ => 5_000,
    };
    let told = |kind| args.share.iter().rev().find(|(told, _)| *told == kind);
    ensure!(
        is_access_log || told(Kind::NoAuthorization).is_none_or(|(_, share)| *share == 0),
        "--share no-authorization: expected --output-format combined, json-log or w3c"
    );
    ensure!(
        told(Kind::Authorized).is_none(),
        "--share authorized: expected another kind, authorized is the rest"
    );
    let shares = Kind::ALL.map(|kind| (kind, told(kind).map_or(usual(kind), |(_, share)| *share)));
    let sum: u64 = shares.iter().map(|(_, share)| u64::from(*share)).sum();
    ensure!(sum <= u64::from(WHOLE), "--share: expected shares of at most 100 percent in all");
    Ok(shares.to_vec())
}

fn share(text: &str) -> Result<(Kind, u32), String> {
    let (name, share) = text.split_once('=').ok_or("expected KIND=PERCENT")?;
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| kind.name() == name)
        .ok_or_else(|| format!("expected a kind among {}", Kind::ALL.map(Kind::name).join(", ")))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    let share = (percent(share)? * f64::from(WHOLE) / 100.0).round() as u32;
    Ok((kind, share))
}
