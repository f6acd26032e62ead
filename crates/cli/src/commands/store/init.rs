//! `storeauth store init`

use crate::output::{report::Report, status::Status};
use anyhow::Context;
use clap::ValueHint;
use std::path::PathBuf;
use store_auth_store::DataDir;

/// Make the folder of a Store: its database, its master key, and a first token
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  storeauth store init --data /var/lib/store

Makes DIR/store.db, DIR/master.key and DIR/admin.token, its owner's alone.
What is there already is refused, and nothing is left where it fails. Keep a
copy of master.key elsewhere: without it no backup can be read.

Exit codes: 0 made, 2 usage or I/O.")]
pub(crate) struct Args {
    /// The folder, which is made where there is none
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: PathBuf,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let data = DataDir::new(&args.data);
    data.init()?;
    let (database, key, token) = (data.database(), data.master_key(), data.admin_token());
    let dir = shlex::try_quote(args.data.to_str().unwrap_or("DIR")).unwrap_or("DIR".into());
    let text = format!(
        "\
{}: the database, empty
{}: what server keys are encrypted with; keep a copy elsewhere, no backup has it
{}: a token for everything

Next:
  storeauth store serve --data {dir}
and, while it serves:
  storeauth store import --data {dir} catalogue.json",
        database.display(),
        key.display(),
        token.display(),
    );
    let mut out = Report::to_stdout();
    out.text(text).and_then(|()| out.flush()).context("standard output")?;
    Ok(Status::Good)
}
