//! `storeauth store prune`

use super::{
    months,
    things::{Asked, items},
    usage_folder,
};
use crate::{
    output::{console::note, status::Status},
    store_api::{Client, path},
};
use anyhow::ensure;
use clap::ValueHint;
use serde_json::Value;
use std::path::{Path, PathBuf};
use store_auth_store::billing::{Existing, Month, records_in_folder};

/// Move the records of a closed month to Parquet files, out of the database
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  storeauth store prune --month 2026-11 --archive usage

The month is written as `storeauth store export --usage --format parquet`
does, unless the archive has it. It is read back, and its records are removed
from the database where it has as many as the month's bill was made of, and
the database has as many. The bill stays. Where this is cut off, the same
command goes on. Usage that comes late meanwhile ends the removal: what is
left stays, and `storeauth store check` says of it.

Exit codes: 0 pruned, by this or before, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// The month of UTC, such as 2026-11
    #[arg(long, value_name = "MONTH")]
    month: Month,

    /// The folder of Parquet files
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    archive: PathBuf,

    #[command(flatten)]
    asked: Asked,
}

pub(super) fn run(Args { month, archive, asked }: &Args) -> anyhow::Result<Status> {
    let client = asked.at.client()?;
    let all = client.get("/months", &[])?.json;
    let name = month.to_string();
    let is_it = |known: &&Value| known.get("month").is_some_and(|is| is == name.as_str());
    let known = items(&all)?.iter().find(is_it);
    let is_of = |state| known.and_then(|known| known.get("state")).is_some_and(|is| is == state);
    let records = known.and_then(|known| known.get("records")).and_then(Value::as_u64);
    let (Some(records), false) = (records, is_of("open")) else {
        anyhow::bail!("month {month} is open, expected one that is closed");
    };
    let mut found = records_in_folder(archive, *month)?;
    if !is_of("pruned") && found.is_none() {
        note(format_args!("{month}: its records are written to the archive"));
        write(&client, archive, *month)?;
        found = records_in_folder(archive, *month)?;
    }
    let found = found.unwrap_or(0);
    ensure!(
        found == records,
        "{}: {found} records, expected the {records} that the bill was made of",
        archive.join(format!("month={month}")).display()
    );
    note(format_args!("{month}: {found} records are in the archive, and are removed"));
    let pruned = client.change("POST", &path(&["months", &name, "prune"]), &[], None)?.json;
    months::print_one(asked, &pruned)
}

fn write(client: &Client, archive: &Path, month: Month) -> anyhow::Result<()> {
    let name = month.to_string();
    let answer = client.stream("/usage/export", &[("month", &name), ("format", "ndjson")])?;
    usage_folder::write(archive, Existing::Refuse, Some(month), answer)?;
    Ok(())
}
