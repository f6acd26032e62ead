//! `storeauth store close`

use super::{months, things::Asked};
use crate::{
    output::{console::note, status::Status},
    store_api::path,
};
use store_auth_store::billing::Month;

/// Freeze the bill of a month that is over, for good
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store close --month 2026-11
  storeauth store correction add --month 2026-11 --amount -250 \\
    --currency USD --reason 'Display was broken' \\
    --company b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    --product 1219fb87cdbe1089e7efcf69e4232e0620f92900

A month can be closed from a minute after its end on, in any order, and is
never opened again. Whatever is recorded or priced later, `storeauth store
bill` prints what it came to then. What is found wrong later is a correction,
which the bill of the month has in which it is made.

Exit codes: 0 closed, by this or before, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// The month of UTC, such as 2026-11
    #[arg(long, value_name = "MONTH")]
    month: Month,

    #[command(flatten)]
    asked: Asked,
}

pub(super) fn run(Args { month, asked }: &Args) -> anyhow::Result<Status> {
    let client = asked.at.client()?;
    note(format_args!("{month}: its usage is counted"));
    let at = path(&["months", &month.to_string(), "close"]);
    let closed = client.change("POST", &at, &[], None)?.json;
    months::print_one(asked, &closed)
}
