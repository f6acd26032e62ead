//! `storeauth gateway`

use crate::output::{console, report::print, status::Status};
use clap::ValueHint;
use std::path::PathBuf;
use store_auth_gateway::{Config, Gateway};

/// Answer a proxy, such as nginx or Traefik, that asks whether to let a request in
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth gateway --config /etc/store-auth/gateway.toml --check
  storeauth gateway --config /etc/store-auth/gateway.toml

It answers 200 with the headers X-Store-Auth-Id, -Product, -Expiry and -Key, or 401 or 403 with the
reason. The proxy before it must set the header that the configuration names itself, and pass none
of a client's on.

SIGHUP reads the configuration again, a change of a key file that file; what is refused leaves the
old keys in force. SIGTERM and Ctrl-C end it once every request that has come is answered.

Exit codes: 0 checked or ended, 2 usage, configuration or I/O, or a part of it failed.")]
pub(crate) struct Args {
    /// The configuration, a TOML file; paths in it are relative to its folder
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: PathBuf,

    /// Check the configuration and the files that it names, and serve nothing
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let config = Config::read(&args.config)?;
    if args.check {
        for warning in config.check()? {
            console::warn(warning);
        }
        print(format_args!("{}: good", args.config.display()))?;
    } else if Gateway::bind(config)?.run().is_err() {
        // Its log says why. Printing it once more might wait for a reader for ever.
        return Ok(Status::Incomplete);
    }
    Ok(Status::Good)
}
