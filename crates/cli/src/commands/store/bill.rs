//! `storeauth store bill`

use super::{stream, whose::Whose};
use crate::{output::status::Status, store_api::At};
use clap::{ValueHint, builder::PossibleValuesParser};
use std::path::PathBuf;
use store_auth_store::billing::Month;

/// Print the bill of a month
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store bill --month 2026-11
  storeauth store bill --month 2026-11 --format csv --output bill.csv

A line is what a company has used of a product on a plan: by display the price
for each different display, by company the price once. Amounts are in minor
units; what is free or on trial costs nothing. docs/store.md has the rules.

Exit codes: 0 printed or written, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// The month of UTC, such as 2026-11
    #[arg(long, value_name = "MONTH")]
    month: Month,

    #[command(flatten)]
    whose: Whose,

    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text",
        value_parser = PossibleValuesParser::new(["text", "json", "csv"]))]
    format: String,

    /// File to write to, which must not be there yet; standard output without it
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    at: At,
}

pub(super) fn run(Args { month, whose, format, output, at }: &Args) -> anyhow::Result<Status> {
    let client = at.client()?;
    let month = month.to_string();
    let mut query = whose.query(Some(&month));
    query.push(("format", format));
    stream::to(output.as_deref(), client.stream("/bill", &query)?)?;
    Ok(Status::Good)
}
