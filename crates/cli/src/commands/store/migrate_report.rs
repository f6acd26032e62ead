//! What is said of a move: what each table has in both places, and what to do next.

use crate::{
    options::values::Format,
    output::{report::Report, shell::quoted, status::Status},
};
use serde_json::{Value, json};
use std::{fmt::Write, io, path::Path};
use store_auth_store::{
    maintenance::{Compared, Migrated, TableSum},
    upkeep::Keeping,
};

/// The places as they were given.
pub(super) struct Places<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) to_password_file: Option<&'a Path>,
}

pub(super) fn say(
    places: &Places<'_>,
    (from, to): (&Keeping, &Keeping),
    migrated: &Migrated,
    format: Format,
) -> io::Result<Status> {
    let mut out = Report::to_stdout();
    let (from_name, to_name) = (from.database().to_string(), to.database().to_string());
    match format {
        Format::Json => out.json(&json!({
            "from": from_name,
            "to": to_name,
            "moved": migrated.is_good(),
            "aside": migrated.aside,
            "tables": migrated.tables.iter().map(object).collect::<Vec<_>>(),
        }))?,
        Format::Text => {
            out.text(table(&migrated.tables))?;
            if migrated.is_good() {
                out.text(format_args!("\n{to_name}: all of {from_name}, compared row by row"))?;
                out.text(next(places, (from, to), migrated))?;
            } else {
                out.text(format_args!("\n{to_name}: not as {from_name}: nothing was moved"))?;
            }
        }
    }
    out.flush()?;
    Ok(if migrated.is_good() { Status::Good } else { Status::Bad })
}

fn object(compared: &Compared) -> Value {
    let sum = |TableSum { rows, sum }: TableSum| json!({ "rows": rows, "sum": hex(sum) });
    json!({
        "table": compared.table,
        "columns": compared.columns,
        "equal": compared.is_equal(),
        "from": sum(compared.from),
        "to": sum(compared.to),
    })
}

fn hex(sum: u128) -> String {
    format!("{sum:032x}")
}

/// A line for each table; of one that differs, what it has in both places.
fn table(tables: &[Compared]) -> String {
    let mut text = format!("{:<17}  {:>11}  {}\n", "table", "rows", "sum of hashes");
    for compared in tables {
        let Compared { table, from, to, .. } = compared;
        let mut line = |TableSum { rows, sum }: &TableSum, end: &str| {
            // A text takes whatever is written to it.
            let _ = writeln!(text, "{table:<17}  {rows:>11}  {}{end}", hex(*sum));
        };
        if compared.is_equal() {
            line(from, "");
        } else {
            line(from, "  from");
            line(to, "  to: differs");
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// What to put into the configuration, and what becomes of the old database.
fn next(places: &Places<'_>, (from, to): (&Keeping, &Keeping), migrated: &Migrated) -> String {
    let folder = match (from, to) {
        (_, Keeping::Folder(data)) | (Keeping::Folder(data), _) => {
            quoted(&data.path().to_string_lossy())
        }
        _ => "DIR".to_owned(),
    };
    let (configuration, config) = match to {
        Keeping::Folder(_) => ("no [database] in the configuration".to_owned(), ""),
        Keeping::Server(_) => {
            let password = places.to_password_file.map(|path| {
                let path = std::path::absolute(path).unwrap_or(path.to_owned());
                format!("\n    password_file = {}", toml(&path.to_string_lossy()))
            });
            let section = format!(
                "in the configuration
    [database]
    url = {}{}",
                toml(places.to),
                password.unwrap_or_default()
            );
            (section, " --config FILE")
        }
    };
    let keys = match to {
        Keeping::Folder(data) if !data.master_key().exists() => {
            "once the same master.key, which is not there yet, and admin.token are in that\nfolder."
        }
        _ => "with the same master.key, and admin.token, in that folder.",
    };
    let back = match &migrated.aside {
        Some(aside) => {
            let was = from.database().to_string();
            format!("  mv {} {}", quoted(aside), quoted(&was))
        }
        None => format!(
            "  psql -c 'ALTER TABLE usage_moved RENAME TO usage;
    ALTER TABLE catalogue_version_moved RENAME TO catalogue_version' {}",
            quoted(places.from)
        ),
    };
    format!(
        "
Next: {configuration}
  storeauth store serve --data {folder}{config}
{keys}

The old database is put aside, as it was, and no Store starts on it. Remove it
when the new one has a backup. To go back, before anything is served from the
new one, which is removed then:
{back}"
    )
}

/// A text in TOML.
fn toml(text: &str) -> String {
    Value::from(text).to_string()
}
