//! `storeauth store months`

use super::things::{self, Asked, print};
use crate::output::{
    status::Status,
    things::{Column, Table},
};
use serde_json::Value;

/// List the months that have usage, and which of them are closed or pruned
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store months
  storeauth store months --format json

Records are those that there are or, of a month that is closed, those that its
bill was made of. Lines are those of its bill.

Exit codes: 0 printed, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(flatten)]
    asked: Asked,
}

const COLUMNS: &[Column] = &[
    ("month", "/month"),
    ("state", "/state"),
    ("records", "/records"),
    ("lines", "/lines"),
    ("closed", "/closed"),
    ("pruned", "/pruned"),
];

/// Prints one of them.
pub(super) fn print_one(asked: &Asked, month: &Value) -> anyhow::Result<Status> {
    print(asked, month, |out| Table::new(COLUMNS).rows(out, std::slice::from_ref(month)))
}

pub(super) fn run(Args { asked }: &Args) -> anyhow::Result<Status> {
    things::list_all(asked, "/months", COLUMNS)
}
