//! `storeauth store server key`

use super::things::{self, Asked, each_page, print, secret};
use crate::{
    options::values::instant,
    output::{secret_file::SecretFile, status::Status, things::Column},
    store_api::{At, Client, path},
};
use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::{Subcommand, ValueHint};
use serde_json::{Value, json};
use std::path::PathBuf;
use store_auth::Iso8601;

/// Replace the key of a data server
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store server key prepare Weather1 --output new.key
  storeauth store server key activate Weather1
  storeauth store server key activate Weather1 --at 2027-01-01T00:00:00Z
  storeauth store server key list Weather1

A key is prepared, its server gets it beside the old one, and then it is made
current. The list says from when on the old one is safe to drop. Was the old
one stolen: activate at once, and the server drops it.

An instant that is still to come is changed by activating the key again.
Whatever was to become current later than what is activated is withdrawn.

Exit codes: 0 done, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a key, which signs nothing yet; it is shown this once
    #[command(after_help = "\
Example:
  storeauth store server key prepare Weather1 --output new.key

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Prepare(PrepareArgs),
    /// Make a prepared key the one that signs, at once or from an instant on
    #[command(after_help = "\
Examples:
  storeauth store server key activate Weather1
  storeauth store server key activate Weather1 --at 2027-01-01T00:00:00Z
  storeauth store server key activate Weather1 --number 2

Keys that were to become current later are only prepared again: so the key
that signs, activated by its number, withdraws what was to replace it.

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Activate(ActivateArgs),
    /// Discard a key that has signed nothing yet
    #[command(after_help = "\
Example:
  storeauth store server key remove Weather1 2

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Remove(RemoveArgs),
    /// List the keys of a server, without the keys themselves
    #[command(after_help = "\
Example:
  storeauth store server key list Weather1

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    List(ListArgs),
}

#[derive(Debug, clap::Args)]
struct PrepareArgs {
    /// The id of the server
    #[arg(value_name = "SERVER")]
    server: String,

    /// File to write the key to, mode 0600; `-` or none for standard output
    ///
    /// It is written without a line break, which would be part of the key. An existing file is not overwritten.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    at: At,
}

#[derive(Debug, clap::Args)]
struct ActivateArgs {
    /// The id of the server
    #[arg(value_name = "SERVER")]
    server: String,

    /// Which of its keys; the newest that is prepared, and not for an instant, unless it is given
    #[arg(long, value_name = "NUMBER")]
    number: Option<u64>,

    /// From this instant on; at once unless it is given
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    at: Option<DateTime<Utc>>,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct RemoveArgs {
    /// The id of the server
    #[arg(value_name = "SERVER")]
    server: String,

    /// Which of its keys
    #[arg(value_name = "NUMBER")]
    number: u64,

    #[command(flatten)]
    at: At,
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// The id of the server
    #[arg(value_name = "SERVER")]
    server: String,

    #[command(flatten)]
    asked: Asked,
}

const COLUMNS: &[Column] = &[
    ("number", "/number"),
    ("state", "/state"),
    ("made", "/made"),
    ("currentFrom", "/currentFrom"),
    ("safeToDrop", "/safeToDrop"),
];

const WHAT: &str = "key file";

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    match &args.command {
        Command::Prepare(args) => prepare(args),
        Command::Activate(args) => activate(args),
        Command::Remove(RemoveArgs { server, number, at }) => {
            things::remove(at, &path(&["servers", server, "keys", &number.to_string()]))
        }
        Command::List(ListArgs { server, asked }) => {
            things::list(asked, &path(&["servers", server, "keys"]), &[], COLUMNS)
        }
    }
}

fn prepare(PrepareArgs { server, output, at }: &PrepareArgs) -> anyhow::Result<Status> {
    let client = at.client()?;
    let file = SecretFile::create(output.as_deref(), WHAT)?;
    let prepared = client.change("POST", &path(&["servers", server, "keys"]), &[], None)?.json;
    file.write(secret(&prepared, "key")?.as_bytes(), WHAT)?;
    Ok(Status::Good)
}

fn activate(args: &ActivateArgs) -> anyhow::Result<Status> {
    let ActivateArgs { server, number, at, asked } = args;
    let client = asked.at.client()?;
    let number = match number {
        Some(number) => *number,
        None => newest_prepared(&client, server)?,
    };
    let path = path(&["servers", server, "keys", &number.to_string(), "activate"]);
    let body = match at {
        Some(at) => json!({ "at": Iso8601(*at).to_string() }),
        None => json!({}),
    };
    let active = client.change("POST", &path, &[], Some(&body))?.json;
    print(asked, &active, |_| Ok(()))
}

fn newest_prepared(client: &Client, server: &str) -> anyhow::Result<u64> {
    let mut newest = None;
    each_page(client, &path(&["servers", server, "keys"]), &[], |keys| {
        // One that has an instant already is named by its number.
        let is_prepared = |key: &&Value| {
            key.get("state").and_then(Value::as_str) == Some("prepared")
                && key.get("currentFrom").is_none_or(Value::is_null)
        };
        let numbers = keys.iter().filter(is_prepared).filter_map(|key| key.get("number")?.as_u64());
        newest = numbers.max().or(newest);
        Ok(())
    })?;
    newest.with_context(|| {
        format!("server {server}: no prepared key without an instant, expected one that `storeauth store server key prepare` makes")
    })
}
