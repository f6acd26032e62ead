//! `storeauth store migrate`

use super::migrate_report;
use crate::{
    options::values::Format,
    output::{console::warn, status::Status},
};
use anyhow::{Context, bail, ensure};
use clap::ValueHint;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use store_auth_store::{
    DataDir,
    maintenance::Progress,
    upkeep::{self, Keeping},
};

/// Move all that a Store has to a database at a server, or into a folder
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store migrate --from /var/lib/store --to \\
    postgres://store@db.example/store --to-password-file db.password
  storeauth store migrate --from postgres://store@db.example/store \\
    --to /var/lib/store --master-key /safe/master.key

Nothing may be served from either meanwhile, and nothing may be in the new
place: no table, or no DIR/store.db. Everything is copied, then all of it is
read in both places and compared, which is printed. Nobody can serve from the
new place before that; where it fails, differs or is cut off, nothing is moved,
and the same command begins again.

At the end the old database is put aside: store.db is store.db.moved then, two
tables of PostgreSQL have other names, and a Store that is started on it is
refused. It is as it was otherwise; docs/store.md says how to go back.

A folder has a copy of --master-key, or master.key is in it already, which has
to open all server keys. The URL takes no password: it is in a file, in
PGPASSWORD or in ~/.pgpass.

Exit codes: 0 moved, 1 something differs, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// The folder or the URL that everything is in
    #[arg(long, value_name = "DIR|URL", value_hint = ValueHint::DirPath)]
    from: String,

    /// The folder, which is made where there is none, or the URL that everything goes to
    #[arg(long, value_name = "DIR|URL", value_hint = ValueHint::DirPath)]
    to: String,

    /// File with the password for --from, a URL
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    from_password_file: Option<PathBuf>,

    /// File with the password for --to, a URL
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    to_password_file: Option<PathBuf>,

    /// File of the master key, to be copied into --to, a folder
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    master_key: Option<PathBuf>,

    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    let Args { from, to, from_password_file, to_password_file, master_key, format } = args;
    let places = migrate_report::Places { from, to, to_password_file: to_password_file.as_deref() };
    let from = place("--from", from, from_password_file.as_deref())?;
    let to = place("--to", to, to_password_file.as_deref())?;
    let is_folder = matches!(to, Keeping::Folder(_));
    ensure!(is_folder || master_key.is_none(), "--master-key: expected --to with a folder");
    // Hidden where standard error is no terminal.
    let bar = ProgressBar::no_length().with_style(style());
    let migrated =
        upkeep::migrate(&from, &to, master_key.as_deref(), |said| warn(said), |at| show(&bar, at));
    bar.finish_and_clear();
    let migrated = migrated?;
    for late in &migrated.late {
        warn(format_args!("{}: {late}", from.database()));
    }
    migrate_report::say(&places, (&from, &to), &migrated, *format).context("standard output")
}

fn place(option: &str, text: &str, password_file: Option<&Path>) -> anyhow::Result<Keeping> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
        let problem = format_args!("{option}-password-file: expected {option} with a URL");
        ensure!(password_file.is_none(), "{problem}");
        if let Some((scheme, _)) = text.split_once("://") {
            bail!("{option}: expected a folder or postgres://, found {scheme}://");
        }
        return Ok(Keeping::Folder(DataDir::new(Path::new(text))));
    }
    let place = text.parse::<store_auth_store::PostgresPlace>().context(option.to_owned())?;
    Ok(Keeping::Server(match password_file {
        Some(path) => place.with_password_file(path.to_owned()),
        None => place,
    }))
}

fn show(bar: &ProgressBar, Progress { table, compares, rows, of, .. }: Progress) {
    bar.set_length(of);
    bar.set_position(rows);
    let what = if compares { "comparing" } else { "copying" };
    bar.set_message(format!("{what} {table}"));
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:30} {percent}%, {msg}, {per_sec}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
