//! `storeauth store server`

use super::{
    server_key,
    things::{self, Asked},
    vendor::Vendor,
};
use crate::{
    output::{status::Status, things::Column},
    store_api::{At, path},
};
use clap::Subcommand;
use serde_json::{Map, Value};

/// Add, show and change data servers, and replace their keys
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store server add Weather1 --vendor 'Weather Inc.'
  storeauth store server key prepare Weather1 --output new.key
  storeauth store server key activate Weather1

Exit codes: 0 done, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a server, and print its id; it has no key yet
    #[command(after_help = "\
Example:
  storeauth store server add Weather1 --vendor 'Weather Inc.'

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Add(SetArgs),
    /// Show a server
    #[command(after_help = "\
Example:
  storeauth store server show Weather1

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Show(OneArgs),
    /// List all servers
    #[command(after_help = "\
Example:
  storeauth store server list

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    List(Asked),
    /// Change a server: what is not told stays as it is; one that was removed comes back
    #[command(after_help = "\
Example:
  storeauth store server set Weather1 \\
    --vendor-website https://weather.example

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Set(SetArgs),
    /// Remove a server: nothing is signed for it any more
    #[command(after_help = "\
Example:
  storeauth store server remove Weather1

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Remove(RemoveArgs),
    Key(server_key::Args),
}

#[derive(Debug, clap::Args)]
struct SetArgs {
    /// Its id: 1 to 50 letters and digits
    #[arg(value_name = "SERVER")]
    id: String,

    #[command(flatten)]
    vendor: Vendor,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct OneArgs {
    /// Its id
    #[arg(value_name = "SERVER")]
    id: String,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct RemoveArgs {
    /// Its id
    #[arg(value_name = "SERVER")]
    id: String,

    #[command(flatten)]
    at: At,
}

const COLUMNS: &[Column] = &[("id", "/id"), ("vendor", "/vendor/name"), ("removed", "/removed")];

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    let of = |id: &str| path(&["servers", id]);
    match &args.command {
        Command::Add(SetArgs { id, vendor, asked }) => {
            let mut server = Map::new();
            vendor.tell(&mut server);
            things::add(asked, "/servers", Some(id), "id", server)
        }
        Command::Show(OneArgs { id, asked }) => things::show(asked, &of(id)),
        Command::List(asked) => things::list(asked, "/servers", &[], COLUMNS),
        Command::Set(SetArgs { id, vendor, asked }) => things::set(asked, &of(id), |server| {
            vendor.tell(server);
            server.insert("removed".to_owned(), Value::Bool(false));
        }),
        Command::Remove(RemoveArgs { id, at }) => things::remove(at, &of(id)),
        Command::Key(args) => server_key::run(args),
    }
}
