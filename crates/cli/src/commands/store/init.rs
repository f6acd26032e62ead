//! `storeauth store init`

use crate::output::{report::print, shell::quoted, status::Status};
use clap::ValueHint;
use std::path::PathBuf;
use store_auth_store::{Addresses, Config, DataDir};

/// Make the folder of a Store: its database, its master key, and a first token
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store init --data /var/lib/store
  storeauth store init --data /var/lib/store \\
    --config /etc/store-auth/store.toml

Makes DIR/store.db, DIR/master.key and DIR/admin.token, its owner's alone.
What is there already is refused, and nothing is left where it fails. Keep a
copy of master.key elsewhere: without it no backup can be read. Where the
configuration names a database of PostgreSQL, the tables are made there, after
all else, and no DIR/store.db; where its connection is lost just then, tables of
no use are left, to be dropped. Another Store of the same database has a folder of its own, with a
copy of master.key.

Exit codes: 0 made, 2 usage or I/O.")]
pub(crate) struct Args {
    /// The folder, which is made where there is none
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: PathBuf,

    /// The configuration, where that says where the database is
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let data = DataDir::new(&args.data);
    let read = Config::read(args.config.as_deref(), Addresses::default())?;
    let database = read.database(&data);
    data.init(&database)?;
    let (key, token) = (data.master_key(), data.admin_token());
    let dir = quoted(args.data.to_str().unwrap_or("DIR"));
    let config = args.config.as_ref().map(|path| {
        let path = quoted(path.to_str().unwrap_or("FILE"));
        format!(" --config {path}")
    });
    let config = config.unwrap_or_default();
    print(format_args!(
        "\
{database}: the database, empty
{}: what server keys are encrypted with; keep a copy elsewhere, no backup has it
{}: a token for everything

Next:
  storeauth store serve --data {dir}{config}
and, while it serves:
  storeauth store import --data {dir} catalogue.json",
        key.display(),
        token.display(),
    ))?;
    Ok(Status::Good)
}
