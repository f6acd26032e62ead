//! `storeauth store import`

use super::things::{Asked, print};
use crate::output::{report::Report, status::Status, things::shown};
use anyhow::Context;
use clap::ValueHint;
use serde_json::Value;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Have a Store's catalogue be as a file says, all of it or nothing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store import catalogue.json --dry-run
  storeauth store import --data /var/lib/store catalogue.toml
  storeauth store export | storeauth store import --store \\
    https://other.example --token-file other.token -

A file is JSON, NDJSON or TOML, which is seen by how it begins. What it names
is added or changed, and nothing is removed: importing it twice changes
nothing more. docs/store.md describes its members.

Exit codes: 0 done, 2 usage, a mistake in the file, refusal or I/O.")]
pub(crate) struct Args {
    /// The file; `-` for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,

    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    asked: Asked,
}

pub(super) fn run(Args { file, dry_run, asked }: &Args) -> anyhow::Result<Status> {
    let client = asked.at.client()?;
    let mut reader: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(opened(file)?)
    };
    let named = || {
        if file.as_os_str() == "-" { "standard input".into() } else { file.display().to_string() }
    };
    let query: &[_] = if *dry_run { &[("dryRun", "true")] } else { &[] };
    // Which format it is, the Store sees by how it begins.
    let sent = client.upload("/import", query, "application/json", &mut reader);
    let summary = sent.with_context(named)?.json;
    print(asked, &summary, |out| text(out, &summary, *dry_run))
}

fn opened(file: &Path) -> anyhow::Result<File> {
    let name = || file.display().to_string();
    let opened = File::open(file).with_context(name)?;
    // A folder can be opened, and not read.
    let is_folder = opened.metadata().with_context(name)?.is_dir();
    anyhow::ensure!(!is_folder, "{}: it is a folder, expected a file", name());
    Ok(opened)
}

/// Kinds of things, in the order in which the summary has them.
const KINDS: [&str; 6] = ["products", "companies", "displays", "servers", "keys", "subscriptions"];

fn text(out: &mut Report, summary: &Value, is_dry: bool) -> io::Result<()> {
    let count = |kind: &str, what: &str| {
        summary.get(kind).and_then(|counts| counts.get(what)?.as_u64()).unwrap_or(0)
    };
    let mut changed = 0;
    for kind in KINDS {
        let [added, otherwise, same] =
            ["added", "changed", "unchanged"].map(|what| count(kind, what));
        changed += added + otherwise;
        if added + otherwise + same > 0 {
            out.text(format_args!("{kind}: {added} added, {otherwise} changed, {same} unchanged"))?;
        }
    }
    let listed = summary.get("changes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for change in listed {
        let of = |name| change.get(name).map(shown).unwrap_or_default();
        let done =
            if change.get("added") == Some(&Value::Bool(true)) { "added" } else { "changed" };
        let members = of("members");
        let members = if members.is_empty() { members } else { format!(": {members}") };
        out.text(format_args!("  {done} {} {}{members}", of("kind"), of("id")))?;
    }
    match changed.saturating_sub(listed.len() as u64) {
        0 => {}
        more => out.text(format_args!("  and {more} more"))?,
    }
    if is_dry { out.text("nothing was changed: this was a dry run") } else { Ok(()) }
}
