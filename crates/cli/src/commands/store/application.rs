//! `storeauth store application`

use super::{
    product::{Price, price},
    things::{self, Asked, print, secret},
};
use crate::{
    output::{report, secret_file::SecretFile, status::Status, things::Column},
    store_api::{Answer, At, path},
};
use clap::{Subcommand, ValueHint, builder::PossibleValuesParser};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Show and decide who applies for product codes and server keys
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store application list --state waiting
  storeauth store application show 17
  storeauth store application approve 17 --price display=250USD
  storeauth store application reject 16 --reason 'No such company'

Strangers apply at /apply of the address where Apps ask, once the section
[applications] is in the configuration. No mail is sent: whoever decides
writes to the contact e-mail.

Exit codes: 0 done, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List all applications, in the order in which they came
    #[command(after_help = "\
Examples:
  storeauth store application list --state waiting
  storeauth store application list --format json

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    List(ListArgs),
    /// Show an application
    #[command(after_help = "\
Example:
  storeauth store application show 17

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Show(OneArgs),
    /// Approve an application: print the product code, or the server key, which is shown this once
    #[command(after_help = "\
Examples:
  storeauth store application approve 17
  storeauth store application approve 16 --price display=250USD \\
    --trial-days 14
  storeauth store application approve 18 --output server.key

A product is sold as was applied for, where nothing else is told; one with
--price is not free. A server's key signs from now on.

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Approve(ApproveArgs),
    /// Reject an application, and keep why
    #[command(after_help = "\
Example:
  storeauth store application reject 17 --reason 'No such company'

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Reject(RejectArgs),
    /// Forget an application that is decided: nothing is kept of who has applied
    #[command(after_help = "\
Example:
  storeauth store application remove 17

What came of it stays. The audit log still says that it was there, and what
was decided.

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Remove(RemoveArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Those of this state alone
    #[arg(long, value_name = "STATE", value_parser = states())]
    state: Option<String>,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct OneArgs {
    /// Its number
    #[arg(value_name = "NUMBER")]
    number: u64,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct ApproveArgs {
    /// Its number
    #[arg(value_name = "NUMBER")]
    number: u64,

    /// Whether everybody may use the product for nothing; not, with --price
    #[arg(long, value_name = "BOOLEAN", num_args = 0..=1, default_missing_value = "true")]
    free: Option<bool>,

    /// What the product costs a month, in place of all that was applied for: `display=` or `company=`, an amount in minor
    /// units, a currency; repeat for both
    #[arg(long, value_name = "PLAN=AMOUNT", value_parser = price)]
    price: Vec<Price>,

    /// For how many days a company can try the product; 0 for none
    #[arg(long, value_name = "DAYS")]
    trial_days: Option<u32>,

    /// File to write a server's key to, mode 0600; `-` or none for standard output
    ///
    /// It is written without a line break, which would be part of the key. An existing file is not overwritten.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    at: At,
}

#[derive(Debug, clap::Args)]
struct RejectArgs {
    /// Its number
    #[arg(value_name = "NUMBER")]
    number: u64,

    /// Why, in words for whoever has applied
    #[arg(long, value_name = "TEXT")]
    reason: String,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct RemoveArgs {
    /// Its number
    #[arg(value_name = "NUMBER")]
    number: u64,

    #[command(flatten)]
    at: At,
}

fn states() -> PossibleValuesParser {
    ["waiting", "approved", "rejected"].into()
}

const COLUMNS: &[Column] = &[
    ("number", "/number"),
    ("state", "/state"),
    ("made", "/made"),
    ("company", "/vendor/name"),
    ("contactEmail", "/vendor/contactEmail"),
    ("product", "/app/name"),
    ("server", "/server"),
];

const WHAT: &str = "key file";

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    match &args.command {
        Command::List(ListArgs { state, asked }) => {
            let query: Vec<_> = state.iter().map(|state| ("state", state.as_str())).collect();
            things::list(asked, "/applications", &query, COLUMNS)
        }
        Command::Show(OneArgs { number, asked }) => things::show(asked, &of(*number)),
        Command::Approve(args) => approve(args),
        Command::Reject(RejectArgs { number, reason, asked }) => {
            let body = json!({ "reason": reason });
            let path = of(*number) + "/reject";
            let rejected = asked.at.client()?.change("POST", &path, &[], Some(&body))?.json;
            print(asked, &rejected, |_| Ok(()))
        }
        Command::Remove(RemoveArgs { number, at }) => things::remove(at, &of(*number)),
    }
}

fn of(number: u64) -> String {
    path(&["applications", &number.to_string()])
}

fn approve(args: &ApproveArgs) -> anyhow::Result<Status> {
    let ApproveArgs { number, free, price, trial_days, output, at } = args;
    let client = at.client()?;
    let mut body = Map::new();
    things::tell(&mut body, "free", free.as_ref());
    things::tell(&mut body, "trialDays", trial_days.as_ref());
    if !price.is_empty() {
        body.insert("prices".to_owned(), price.iter().map(Price::json).collect());
    }
    // What is approved is what was seen to be for a server, or not: only that has a secret, which needs a place.
    let Answer { json: application, tag } = client.get(&of(*number), &[])?;
    let is_server = application.get("server").is_some_and(|server| !server.is_null());
    anyhow::ensure!(
        is_server || output.is_none(),
        "--output: application {number} is for a product code, which is no secret, expected one for a server key"
    );
    let file = SecretFile::create(output.as_deref(), WHAT)?;
    let seen: Vec<_> = tag.iter().map(|tag| ("if-match", tag.as_str())).collect();
    let body = Value::Object(body);
    let approved = client.change("POST", &(of(*number) + "/approve"), &seen, Some(&body))?.json;
    if is_server {
        file.write(secret(&approved, "key")?.as_bytes(), WHAT)?;
    } else {
        report::print(&*secret(&approved, "product")?)?;
    }
    Ok(Status::Good)
}
