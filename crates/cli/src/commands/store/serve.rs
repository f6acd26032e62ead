//! `storeauth store serve`

use crate::output::{console, report::print, status::Status};
use clap::ValueHint;
use std::{net::SocketAddr, path::PathBuf};
use store_auth_store::{Addresses, Config, DataDir, StoreServer};

/// Answer Apps, and those who run the Store
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store serve --data /var/lib/store
  storeauth store serve --data /var/lib/store \\
    --config /etc/store-auth/store.toml
  storeauth store serve --data /var/lib/store --listen 127.0.0.1:0
  storeauth store serve --data /var/lib/store \\
    --config /etc/store-auth/store.toml --check

Apps ask on each address of --listen, which usually a proxy or TLS of the
configuration stands before; the admin interface, /healthz, /readyz and
/metrics are on that of --admin. Port 0 is one that the system picks:
DIR/listening.json says which.

SIGHUP reads the configuration and the certificates again; what is refused
leaves the old in force. SIGTERM and Ctrl-C end it once every call that has
come is answered.

Exit codes: 0 checked or ended, 2 usage, configuration or I/O, or a part of it failed.")]
pub(crate) struct Args {
    /// The folder of the Store, as `storeauth store init` makes it
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: PathBuf,

    /// The configuration, a TOML file; paths in it are relative to its folder
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,

    /// Where Apps ask, in place of the configuration's [[listen]]; repeat for more [default: 127.0.0.1:8070]
    #[arg(long, value_name = "ADDRESS")]
    listen: Vec<SocketAddr>,

    /// Where the admin interface is, in place of the configuration's [admin] [default: 127.0.0.1:8071]
    #[arg(long, value_name = "ADDRESS")]
    admin: Option<SocketAddr>,

    /// Check the configuration and the files that it names, and serve nothing
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let given = Addresses { listen: args.listen.clone(), admin: args.admin };
    let config = Config::read(args.config.as_deref(), given)?;
    let data = DataDir::new(&args.data);
    if args.check {
        for warning in config.check(&data)? {
            console::warn(warning);
        }
        print(format_args!("{}: good", args.data.display()))?;
    } else if StoreServer::bind(config, &data)?.run().is_err() {
        // Its log says why. Printing it once more might wait for a reader for ever.
        return Ok(Status::Incomplete);
    }
    Ok(Status::Good)
}
