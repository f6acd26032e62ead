//! `storeauth store export`

use super::{stream, usage_folder, whose::Whose};
use crate::{output::status::Status, store_api::At};
use anyhow::{Context, ensure};
use clap::{ValueHint, builder::PossibleValuesParser};
use std::path::PathBuf;
use store_auth_store::billing::{Existing, Month};

/// Print a Store's catalogue as a file that can be imported, or its records of usage
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store export --output catalogue.json
  storeauth store export --usage --month 2026-11 --format csv >usage.csv
  storeauth store export --usage --month 2026-11 --format parquet \\
    --output usage

The catalogue is JSON, without server keys and without what was removed.
Records of usage are a line each: at, company, display, product, standing,
plan, until. Parquet has them as columns, for DuckDB, Spark and DataFusion, in
files such as usage/month=2026-11/product_group=0-3/usage.parquet, a group
being the products whose codes begin so; docs/analysis.md counts by them.

Exit codes: 0 printed or written, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// The records of usage, in place of the catalogue
    #[arg(long)]
    usage: bool,

    /// Those of this month alone, such as 2026-11
    #[arg(long, value_name = "MONTH", requires = "usage")]
    month: Option<Month>,

    /// How records are written
    #[arg(long, value_name = "FORMAT", requires = "usage", default_value = "ndjson",
        value_parser = PossibleValuesParser::new(["csv", "ndjson", "parquet"]))]
    format: String,

    /// Write months anew that the folder for parquet has already
    #[arg(long, requires = "usage")]
    replace: bool,

    #[command(flatten)]
    whose: Whose,

    /// File to write to, which must not be there yet; standard output without it. For parquet, the folder to add months to
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    at: At,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    let Args { usage, month, format, replace, whose, output, at } = args;
    let is_folder = format == "parquet";
    ensure!(is_folder || !replace, "--replace: expected --format parquet");
    let output = output.as_deref().filter(|path| path.as_os_str() != "-");
    ensure!(!is_folder || output.is_some(), "--format parquet: expected --output with a folder");
    let client = at.client()?;
    let name = month.map(|month| month.to_string());
    let mut query = whose.query(name.as_deref());
    if !usage {
        ensure!(query.is_empty(), "--company and --product: expected --usage");
        stream::to(output, client.stream("/export", &query)?)?;
        return Ok(Status::Good);
    }
    query.push(("format", if is_folder { "ndjson" } else { format }));
    let answer = client.stream("/usage/export", &query)?;
    match output.filter(|_| is_folder) {
        Some(folder) => {
            let existing = if *replace { Existing::Replace } else { Existing::Refuse };
            let written = usage_folder::write(folder, existing, *month, answer)?;
            usage_folder::say(folder, &written).context("standard output")?;
        }
        None => stream::to(output, answer)?,
    }
    Ok(Status::Good)
}
