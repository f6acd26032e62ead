//! `storeauth store display`

use super::things::{self, Asked, tell};
use crate::{
    output::{status::Status, things::Column},
    store_api::{At, path},
};
use clap::Subcommand;
use serde_json::Map;

/// Add, show and move displays
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store display add \\
    --company b430171d-550f-79ef-cdfb-55e4d24c2e52
  storeauth store display list \\
    --company b430171d-550f-79ef-cdfb-55e4d24c2e52
  storeauth store display set S56PSA4W298W \\
    --company 9e77ec6c-95e4-24e7-a5b3-24e6f3c5b2a6

Exit codes: 0 done, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a display to a company, and print its id
    #[command(after_help = "\
Example:
  storeauth store display add \\
    --company b430171d-550f-79ef-cdfb-55e4d24c2e52

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Add(AddArgs),
    /// Show a display
    #[command(after_help = "\
Example:
  storeauth store display show S56PSA4W298W

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Show(OneArgs),
    /// List all displays, or those of a company
    #[command(after_help = "\
Examples:
  storeauth store display list
  storeauth store display list \\
    --company b430171d-550f-79ef-cdfb-55e4d24c2e52

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    List(ListArgs),
    /// Move a display to another company
    #[command(after_help = "\
Example:
  storeauth store display set S56PSA4W298W \\
    --company 9e77ec6c-95e4-24e7-a5b3-24e6f3c5b2a6

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Set(SetArgs),
    /// Remove a display
    #[command(after_help = "\
Example:
  storeauth store display remove S56PSA4W298W

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Remove(RemoveArgs),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// The id of its company
    #[arg(long, value_name = "ID")]
    company: String,

    /// Its id; made by chance unless it is given
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct SetArgs {
    /// Its id
    #[arg(value_name = "ID")]
    id: String,

    /// The id of its company
    #[arg(long, value_name = "ID")]
    company: String,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Those of this company alone
    #[arg(long, value_name = "ID")]
    company: Option<String>,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct OneArgs {
    /// Its id
    #[arg(value_name = "ID")]
    id: String,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct RemoveArgs {
    /// Its id
    #[arg(value_name = "ID")]
    id: String,

    #[command(flatten)]
    at: At,
}

const COLUMNS: &[Column] = &[("id", "/id"), ("company", "/company")];

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    let of = |id: &str| path(&["displays", id]);
    match &args.command {
        Command::Add(AddArgs { company, id, asked }) => {
            let mut display = Map::new();
            tell(&mut display, "company", Some(company));
            things::add(asked, "/displays", id.as_deref(), "id", display)
        }
        Command::Show(OneArgs { id, asked }) => things::show(asked, &of(id)),
        Command::List(ListArgs { company, asked }) => {
            let query: Vec<_> = company.iter().map(|id| ("company", id.as_str())).collect();
            things::list(asked, "/displays", &query, COLUMNS)
        }
        Command::Set(SetArgs { id, company, asked }) => {
            things::set(asked, &of(id), |display| tell(display, "company", Some(company)))
        }
        Command::Remove(RemoveArgs { id, at }) => things::remove(at, &of(id)),
    }
}
