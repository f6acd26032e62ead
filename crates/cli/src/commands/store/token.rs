//! `storeauth store token`

use super::things::{self, Asked, secret, tell};
use crate::{
    options::values::instant,
    output::{secret_file::SecretFile, status::Status, things::Column},
    store_api::{At, path},
};
use chrono::{DateTime, Utc};
use clap::{ArgGroup, Subcommand, ValueHint, builder::PossibleValuesParser};
use serde_json::json;
use std::path::PathBuf;
use store_auth::Iso8601;

/// Make, show, change and revoke tokens of the admin interface
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store token add reports --scope read --scope billing \\
    --expires 2027-12-31T00:00:00Z --output reports.token
  storeauth store token list
  storeauth store token remove reports

Scopes: read for what is no secret; catalogue for products, companies,
displays, servers and subscriptions; keys for server keys; billing for usage
and bills; admin for everything. The last one for everything is not revoked,
and the last such one without an end is given none.

Exit codes: 0 done, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a token; it is shown this once
    #[command(after_help = "\
Example:
  storeauth store token add reports --scope read --scope billing \\
    --expires 2027-12-31T00:00:00Z --output reports.token

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Add(AddArgs),
    /// Show what a token is for, without the token itself
    #[command(after_help = "\
Example:
  storeauth store token show reports

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Show(OneArgs),
    /// List all tokens, without the tokens themselves
    #[command(after_help = "\
Example:
  storeauth store token list

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    List(Asked),
    /// Change what a token is for: what is not told stays as it is
    #[command(after_help = "\
Examples:
  storeauth store token set reports --scope read
  storeauth store token set reports --expires 2028-12-31T00:00:00Z
  storeauth store token set reports --never-expires

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Set(SetArgs),
    /// Revoke a token: it is taken no more
    #[command(after_help = "\
Example:
  storeauth store token remove reports

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Remove(RemoveArgs),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// What it is called in the audit log
    #[arg(value_name = "NAME")]
    name: String,

    /// What may be done with it; repeat for more
    #[arg(long, value_name = "SCOPE", required = true, value_parser = scopes())]
    scope: Vec<String>,

    /// From when on it is not taken any more; never unless it is given
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    expires: Option<DateTime<Utc>>,

    /// File to write the token to, mode 0600; `-` or none for standard output
    ///
    /// An existing file is not overwritten.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    at: At,
}

#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true))]
struct SetArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,

    /// What may be done with it, in place of all that might be; repeat for more
    #[arg(long, value_name = "SCOPE", group = "what", value_parser = scopes())]
    scope: Vec<String>,

    /// From when on it is not taken any more
    #[arg(long, value_name = "INSTANT", group = "what", value_parser = instant, allow_hyphen_values = true)]
    expires: Option<DateTime<Utc>>,

    /// Have it taken until it is revoked
    #[arg(long, group = "what", conflicts_with = "expires")]
    never_expires: bool,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct OneArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct RemoveArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    at: At,
}

fn scopes() -> PossibleValuesParser {
    ["read", "catalogue", "keys", "billing", "admin"].into()
}

const COLUMNS: &[Column] = &[
    ("name", "/name"),
    ("scopes", "/scopes"),
    ("made", "/made"),
    ("expires", "/expires"),
    ("revoked", "/revoked"),
];

const WHAT: &str = "token file";

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    let of = |name: &str| path(&["tokens", name]);
    match &args.command {
        Command::Add(args) => add(args),
        Command::Show(OneArgs { name, asked }) => things::show(asked, &of(name)),
        Command::List(asked) => things::list(asked, "/tokens", &[], COLUMNS),
        Command::Set(args) => set(args),
        Command::Remove(RemoveArgs { name, at }) => things::remove(at, &of(name)),
    }
}

fn add(AddArgs { name, scope, expires, output, at }: &AddArgs) -> anyhow::Result<Status> {
    let client = at.client()?;
    let file = SecretFile::create(output.as_deref(), WHAT)?;
    let mut token = json!({ "name": name, "scopes": scope });
    if let Some(expires) = expires {
        token["expires"] = json!(Iso8601(*expires).to_string());
    }
    let made = client.change("POST", "/tokens", &[], Some(&token))?.json;
    file.write(secret(&made, "token")?.as_bytes(), WHAT)?;
    Ok(Status::Good)
}

fn set(SetArgs { name, scope, expires, never_expires, asked }: &SetArgs) -> anyhow::Result<Status> {
    things::set(asked, &path(&["tokens", name]), |token| {
        // When it was made is not to be set, nor whether it is revoked.
        token.retain(|member, _| matches!(member.as_str(), "scopes" | "expires"));
        if !scope.is_empty() {
            token.insert("scopes".into(), json!(scope));
        }
        if *never_expires {
            token.remove("expires");
        }
        tell(token, "expires", expires.map(|at| Iso8601(at).to_string()).as_ref());
    })
}
