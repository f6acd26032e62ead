//! `storeauth store export`

use super::{
    months::{Whose, month},
    stream,
};
use crate::{output::status::Status, store_api::At};
use clap::{ValueHint, builder::PossibleValuesParser};
use std::path::PathBuf;

/// Print a Store's catalogue as a file that can be imported, or its records of usage
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store export --output catalogue.json
  storeauth store export --usage --month 2026-11 --format csv >usage.csv

The catalogue is JSON, without server keys and without what was removed.
Records of usage are a line each: at, company, display, product, standing,
plan, until.

Exit codes: 0 printed or written, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// The records of usage, in place of the catalogue
    #[arg(long)]
    usage: bool,

    /// Those of this month alone, such as 2026-11
    #[arg(long, value_name = "MONTH", value_parser = month, requires = "usage")]
    month: Option<String>,

    /// How records are written
    #[arg(long, value_name = "FORMAT", requires = "usage", default_value = "ndjson",
        value_parser = PossibleValuesParser::new(["csv", "ndjson"]))]
    format: String,

    #[command(flatten)]
    whose: Whose,

    /// File to write to, which must not be there yet; standard output without it
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    at: At,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    let Args { usage, month, format, whose, output, at } = args;
    let client = at.client()?;
    let mut query = whose.query(month.as_deref());
    let (path, query) = if *usage {
        query.push(("format", format));
        ("/usage/export", query)
    } else {
        anyhow::ensure!(query.is_empty(), "--company and --product: expected --usage");
        ("/export", query)
    };
    stream::to(output.as_deref(), client.stream(path, &query)?)?;
    Ok(Status::Good)
}
