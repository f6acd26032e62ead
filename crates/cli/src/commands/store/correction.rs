//! `storeauth store correction`

use super::things::{self, Asked, print};
use crate::output::{
    status::Status,
    things::{Column, members},
};
use clap::{Subcommand, builder::NonEmptyStringValueParser};
use serde_json::json;
use store_auth_store::billing::Month;

/// Correct bills of closed months, and list corrections
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store correction add --month 2026-11 --amount -250 \\
    --currency USD --reason 'Display was broken' \\
    --company b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    --product 1219fb87cdbe1089e7efcf69e4232e0620f92900
  storeauth store correction list

Exit codes: 0 done, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bill what a closed month's bill has too little or too much
    #[command(after_help = "\
Example:
  storeauth store correction add --month 2026-11 --amount -250 \\
    --currency USD --reason 'Display was broken' \\
    --company b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    --product 1219fb87cdbe1089e7efcf69e4232e0620f92900

The bill of that month stays as it is. The correction is a line of the bill of
the month in which it is made, and is frozen with that.

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Add(AddArgs),
    /// List all corrections, in the order in which they were made
    #[command(after_help = "\
Examples:
  storeauth store correction list
  storeauth store correction list --format json

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    List(Asked),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// The closed month whose bill was wrong, such as 2026-11
    #[arg(long, value_name = "MONTH")]
    month: Month,

    /// The id of the company
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    company: String,

    /// The product code
    #[arg(long, value_name = "CODE", value_parser = NonEmptyStringValueParser::new())]
    product: String,

    /// What is to be paid besides, in minor units; below zero, what is not to be paid after all
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = minor_units)]
    amount: i64,

    /// The currency, such as USD
    #[arg(long, value_name = "CODE", value_parser = NonEmptyStringValueParser::new())]
    currency: String,

    /// Why, in words, as the bill says it
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    reason: String,

    #[command(flatten)]
    asked: Asked,
}

const COLUMNS: &[Column] = &[
    ("number", "/number"),
    ("month", "/month"),
    ("corrects", "/corrects"),
    ("company", "/company"),
    ("product", "/product"),
    ("amount", "/amount"),
    ("currency", "/currency"),
    ("reason", "/reason"),
];

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    match &args.command {
        Command::Add(args) => add(args),
        Command::List(asked) => things::list(asked, "/corrections", &[], COLUMNS),
    }
}

fn add(args: &AddArgs) -> anyhow::Result<Status> {
    let AddArgs { month, company, product, amount, currency, reason, asked } = args;
    let correction = json!({
        "corrects": month, "company": company, "product": product, "amount": amount,
        "currency": currency, "reason": reason,
    });
    let client = asked.at.client()?;
    let added = client.change("POST", "/corrections", &[], Some(&correction))?.json;
    print(asked, &added, |out| members(out, &added))
}

fn minor_units(text: &str) -> Result<i64, &'static str> {
    text.parse().map_err(|_| "expected a whole number of minor units, such as -250 for -2.50 USD")
}
