//! `storeauth store backup`

use super::{contents, stream};
use crate::{
    output::{console::warn, report::print, status::Status},
    store_api::At,
};
use clap::ValueHint;
use std::path::PathBuf;
use store_auth_store::upkeep;

/// Copy all of a Store into a file, while it serves
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store backup --output store-2026-11-25.db
  storeauth store backup --data /var/lib/store --output /backups/store.db

The copy is what the Store was at one instant, and is verified when it has
come. Server keys in it are encrypted: without master.key, which is not in it,
it is of no use, so keep a copy of that elsewhere. A database of PostgreSQL is
left to pg_basebackup and pg_dump: docs/store.md shows how.

Exit codes: 0 written and verified, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// File to write to, mode 0600, which must not be there yet
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: PathBuf,

    #[command(flatten)]
    at: At,
}

pub(super) fn run(Args { output, at }: &Args) -> anyhow::Result<Status> {
    let answer = at.client()?.stream("/backup", &[])?;
    let mut found = None;
    stream::into_new_file(output, answer, |path| {
        let warn = |late: &str| warn(format_args!("{}: {late}", path.display()));
        found = Some(upkeep::verify_backup(path, warn)?);
        Ok(())
    })?;
    let contents = found.map(|found| contents::text(&found)).unwrap_or_default();
    print(format_args!("{}: verified: {contents}", output.display()))?;
    Ok(Status::Good)
}
