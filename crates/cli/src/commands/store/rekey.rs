//! `storeauth store rekey`

use super::folder::Folder;
use crate::output::{console::warn, report::print, status::Status};
use store_auth_store::upkeep;

/// Replace the master key of a Store that is not served
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  storeauth store rekey --data /var/lib/store

A new master key takes the place of the old one, and every server key is
encrypted by it; the server keys themselves stay as they are. Where it is cut
off, the next start finishes it. Backups that were made before need the old
key: keep it as long as them, and a copy of the new one from now on.

Exit codes: 0 replaced, 2 usage or I/O, or a Store that is served.")]
pub(crate) struct Args {
    #[command(flatten)]
    folder: Folder,
}

pub(super) fn run(Args { folder }: &Args) -> anyhow::Result<Status> {
    let (data, config) = (folder.data(), folder.config()?);
    let count = upkeep::rekey(&data, &config, |warning| warn(warning))?;
    let path = config.master_key_file(&data)?;
    let keys = if count == 1 { "server key" } else { "server keys" };
    print(format_args!("{}: a new master key, for {count} {keys}", path.display()))?;
    Ok(Status::Good)
}
