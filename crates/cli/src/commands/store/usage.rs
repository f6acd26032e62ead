//! `storeauth store usage`

use super::{
    things::{Asked, items, print},
    whose::Whose,
};
use crate::output::{
    status::Status,
    things::{Column, Table},
};
use store_auth_store::billing::Month;

/// Print what was used in a month, by company and product
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store usage --month 2026-11
  storeauth store usage --month 2026-11 --format json \\
    --company b430171d-550f-79ef-cdfb-55e4d24c2e52

`storeauth store export --usage` prints each record.

Exit codes: 0 printed, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// The month of UTC, such as 2026-11
    #[arg(long, value_name = "MONTH")]
    month: Month,

    #[command(flatten)]
    whose: Whose,

    #[command(flatten)]
    asked: Asked,
}

const COLUMNS: &[Column] = &[
    ("company", "/company"),
    ("product", "/product"),
    ("plan", "/plan"),
    ("displays", "/displays"),
    ("calls", "/calls"),
    ("companyCalls", "/companyCalls"),
    ("unpaidCalls", "/unpaidCalls"),
];

pub(super) fn run(Args { month, whose, asked }: &Args) -> anyhow::Result<Status> {
    let month = month.to_string();
    let usage = asked.at.client()?.get("/usage", &whose.query(Some(&month)))?.json;
    let lines = items(&usage)?;
    print(asked, &usage, |out| Table::new(COLUMNS).rows(out, lines))
}
