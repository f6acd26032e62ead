//! `storeauth store audit`

use super::things::{Asked, items};
use crate::{
    options::values::{Format, whole_number},
    output::{
        report::Report,
        status::Status,
        things::{Column, Table},
    },
};
use anyhow::Context;
use serde_json::Value;

/// List who changed what of a Store, the latest change first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store audit
  storeauth store audit --limit 1000 --format json

A line of JSON has what was changed, before and after, besides.

Exit codes: 0 printed, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// How many changes
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = whole_number(1..=u32::MAX))]
    limit: u32,

    #[command(flatten)]
    asked: Asked,
}

const COLUMNS: &[Column] = &[
    ("at", "/at"),
    ("actor", "/actor"),
    ("action", "/action"),
    ("object", "/object"),
    ("version", "/version"),
    ("requestId", "/requestId"),
];

const PAGE: u32 = 1000;

pub(super) fn run(Args { limit, asked }: &Args) -> anyhow::Result<Status> {
    let client = asked.at.client()?;
    let mut out = Report::to_stdout();
    let mut table = Table::new(COLUMNS);
    let (mut left, mut before) = (*limit, None::<String>);
    while left > 0 {
        let count = left.min(PAGE).to_string();
        let mut query = vec![("limit", count.as_str())];
        query.extend(before.as_deref().map(|before| ("before", before)));
        let page = client.get("/audit", &query)?.json;
        let changes = items(&page)?;
        match asked.format {
            Format::Text => table.rows(&mut out, changes),
            Format::Json => changes.iter().try_for_each(|change| out.json(change)),
        }
        .context("standard output")?;
        left = left.saturating_sub(PAGE);
        match page.get("next").and_then(Value::as_str) {
            Some(next) => before = Some(next.to_owned()),
            None => break,
        }
    }
    out.flush().context("standard output")?;
    Ok(Status::Good)
}
