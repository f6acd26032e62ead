//! `storeauth store check`

use super::{contents, folder::Folder};
use crate::{
    options::values::Format,
    output::{console::warn, report::Report, status::Status},
};
use anyhow::Context;
use serde_json::json;
use store_auth_store::{maintenance, upkeep};

/// Look for damage in a Store, whether it is served or not
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  storeauth store check --data /var/lib/store

All of the database is read: whether it is whole, whether what it refers to is
there, whether the master key opens every server key, and whether closed months
have the records and lines that they were closed with. What refers to what, and
closed months, are left out while a large change is being written. Damage to
PostgreSQL's own files is for its pg_amcheck to find.

Exit codes: 0 all is well, 1 something is wrong, 2 usage or I/O.")]
pub(crate) struct Args {
    #[command(flatten)]
    folder: Folder,

    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(Args { folder, format }: &Args) -> anyhow::Result<Status> {
    let data = folder.data();
    let config = folder.config()?;
    let maintenance::Report { contents, problems } =
        upkeep::check(&data, &config, |warning| warn(warning))?;
    let mut out = Report::to_stdout();
    let database = config.database(&data);
    match format {
        Format::Json => out.json(&json!({ "good": problems.is_empty(), "problems": problems })),
        Format::Text if problems.is_empty() => {
            let found = contents.as_ref().map(contents::text).unwrap_or_default();
            out.text(format_args!("{database}: good: {found}"))
        }
        Format::Text => {
            problems.iter().try_for_each(|problem| out.text(format_args!("{database}: {problem}")))
        }
    }
    .and_then(|()| out.flush())
    .context("standard output")?;
    Ok(if problems.is_empty() { Status::Good } else { Status::Bad })
}
