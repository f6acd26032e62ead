//! `storeauth store restore`

use super::contents;
use crate::output::{console::warn, report::print, status::Status};
use clap::ValueHint;
use std::path::PathBuf;
use store_auth_store::DataDir;

/// Make the folder of a Store out of a backup
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  storeauth store restore store-2026-11-25.db --data /var/lib/store \\
    --master-key /safe/master.key

The folder may be there, with master.key in it, but no database. With the key,
every server key is opened once, and a token for everything is made unless
admin.token is there. Without it, only the database is made: put master.key
beside it before you serve.

Exit codes: 0 restored, 2 usage, I/O, or a backup or key of no use.")]
pub(crate) struct Args {
    /// The backup
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    backup: PathBuf,

    /// The folder, which is made where there is none
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: PathBuf,

    /// File of the master key that the backup was made with, to be copied into the folder
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    master_key: Option<PathBuf>,
}

pub(super) fn run(Args { backup, data, master_key }: &Args) -> anyhow::Result<Status> {
    let data = DataDir::new(data);
    let restored = data.restore(backup, master_key.as_deref(), |warning| warn(warning))?;
    let mut lines =
        vec![format!("{}: {}", data.database().display(), contents::text(&restored.contents))];
    if restored.has_new_token {
        lines.push(format!("{}: a new token for everything", data.admin_token().display()));
    }
    if !restored.has_master_key {
        let key = data.master_key();
        warn(format_args!("no {}: expected the one that the backup was made with", key.display()));
    }
    print(lines.join("\n"))?;
    Ok(Status::Good)
}
