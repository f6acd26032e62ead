//! `storeauth store company`

use super::things::{self, Asked, tell};
use crate::{
    output::{status::Status, things::Column},
    store_api::{At, path},
};
use clap::{Subcommand, builder::PossibleValuesParser};
use serde_json::{Map, Value};

/// Add, show and change companies
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store company add --name 'Corner Shop'
  storeauth store company list
  storeauth store company set b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    --standing suspended

Exit codes: 0 done, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a company, and print its id
    #[command(after_help = "\
Example:
  storeauth store company add --name 'Corner Shop'

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Add(AddArgs),
    /// Show a company
    #[command(after_help = "\
Example:
  storeauth store company show b430171d-550f-79ef-cdfb-55e4d24c2e52

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Show(OneArgs),
    /// List all companies
    #[command(after_help = "\
Example:
  storeauth store company list

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    List(Asked),
    /// Change a company: what is not told stays as it is; one that was removed comes back
    #[command(after_help = "\
Example:
  storeauth store company set b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    --standing suspended

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Set(SetArgs),
    /// Remove a company with its displays
    #[command(after_help = "\
Example:
  storeauth store company remove b430171d-550f-79ef-cdfb-55e4d24c2e52

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Remove(RemoveArgs),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// Its name, for people
    #[arg(long, value_name = "NAME")]
    name: String,

    /// Its id, a UUID; made by chance unless it is given
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    #[command(flatten)]
    more: More,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct SetArgs {
    /// Its id
    #[arg(value_name = "ID")]
    id: String,

    /// Its name, for people
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    more: More,

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

#[derive(Debug, clap::Args)]
struct More {
    /// Whether it may use what it has bought
    #[arg(long, value_name = "STANDING", value_parser = PossibleValuesParser::new(["active", "suspended"]))]
    standing: Option<String>,
}

const COLUMNS: &[Column] =
    &[("id", "/id"), ("name", "/name"), ("standing", "/standing"), ("removed", "/removed")];

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    let of = |id: &str| path(&["companies", id]);
    match &args.command {
        Command::Add(AddArgs { name, id, more, asked }) => {
            let mut company = Map::new();
            tell(&mut company, "name", Some(name));
            tell(&mut company, "standing", more.standing.as_ref());
            things::add(asked, "/companies", id.as_deref(), "id", company)
        }
        Command::Show(OneArgs { id, asked }) => things::show(asked, &of(id)),
        Command::List(asked) => things::list(asked, "/companies", &[], COLUMNS),
        Command::Set(SetArgs { id, name, more, asked }) => things::set(asked, &of(id), |company| {
            tell(company, "name", name.as_ref());
            tell(company, "standing", more.standing.as_ref());
            company.insert("removed".to_owned(), Value::Bool(false));
        }),
        Command::Remove(RemoveArgs { id, at }) => things::remove(at, &of(id)),
    }
}
