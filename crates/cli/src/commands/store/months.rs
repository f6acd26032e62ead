//! `storeauth store months`

use super::things::{self, Asked};
use crate::output::{status::Status, things::Column};

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

pub(super) const COLUMNS: &[Column] = &[
    ("month", "/month"),
    ("state", "/state"),
    ("records", "/records"),
    ("lines", "/lines"),
    ("closed", "/closed"),
    ("pruned", "/pruned"),
];

pub(super) fn run(Args { asked }: &Args) -> anyhow::Result<Status> {
    things::list_all(asked, "/months", COLUMNS)
}
