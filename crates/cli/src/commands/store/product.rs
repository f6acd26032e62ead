//! `storeauth store product`

use super::{
    things::{self, Asked, tell},
    vendor::Vendor,
};
use crate::{
    options::values::instant,
    output::{status::Status, things::Column},
    store_api::{At, path},
};
use chrono::{DateTime, Utc};
use clap::Subcommand;
use serde_json::{Map, Value, json};
use store_auth::Iso8601;

/// Add, show and change what is sold
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store product add --name Weather --trial-days 14 \\
    --price display=250USD
  storeauth store product list
  storeauth store product set 1219fb87cdbe1089e7efcf69e4232e0620f92900 \\
    --price display=300USD --since 2027-01-01T00:00:00Z
  storeauth store product remove 1219fb87cdbe1089e7efcf69e4232e0620f92900

Exit codes: 0 done, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a product, and print its code
    #[command(after_help = "\
Examples:
  storeauth store product add --name Weather --trial-days 14 \\
    --price display=250USD
  storeauth store product add --name Clock --free

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Add(AddArgs),
    /// Show a product
    #[command(after_help = "\
Example:
  storeauth store product show 1219fb87cdbe1089e7efcf69e4232e0620f92900

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Show(OneArgs),
    /// List all products
    #[command(after_help = "\
Examples:
  storeauth store product list
  storeauth store product list --format json

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    List(Asked),
    /// Change a product: what is not told stays as it is
    #[command(after_help = "\
Examples:
  storeauth store product set 1219fb87cdbe1089e7efcf69e4232e0620f92900 \\
    --price display=300USD --since 2027-01-01T00:00:00Z
  storeauth store product set 1219fb87cdbe1089e7efcf69e4232e0620f92900 \\
    --withdrawn false

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Set(SetArgs),
    /// Withdraw a product: it is sold and authorized no more
    #[command(after_help = "\
Example:
  storeauth store product remove 1219fb87cdbe1089e7efcf69e4232e0620f92900

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Remove(RemoveArgs),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// Its name, for people
    #[arg(long, value_name = "NAME")]
    name: String,

    /// Its code, 40 hexadecimal digits; made by chance unless it is given
    #[arg(long, value_name = "CODE")]
    code: Option<String>,

    #[command(flatten)]
    more: More,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct SetArgs {
    /// Its code
    #[arg(value_name = "CODE")]
    code: String,

    /// Its name, for people
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Whether it is sold no more
    #[arg(long, value_name = "BOOLEAN")]
    withdrawn: Option<bool>,

    #[command(flatten)]
    more: More,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct OneArgs {
    /// Its code
    #[arg(value_name = "CODE")]
    code: String,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct RemoveArgs {
    /// Its code
    #[arg(value_name = "CODE")]
    code: String,

    #[command(flatten)]
    at: At,
}

/// What a product has besides.
#[derive(Debug, clap::Args)]
struct More {
    /// One line about it
    #[arg(long, value_name = "TEXT")]
    short_description: Option<String>,

    /// All about it
    #[arg(long, value_name = "TEXT")]
    long_description: Option<String>,

    /// The URL of an icon
    #[arg(long, value_name = "URL")]
    icon: Option<String>,

    /// The URL of an image
    #[arg(long, value_name = "URL")]
    image: Option<String>,

    #[command(flatten)]
    vendor: Vendor,

    /// Whether everybody may use it for nothing
    #[arg(long, value_name = "BOOLEAN", num_args = 0..=1, default_missing_value = "true")]
    free: Option<bool>,

    /// For how many days a company can try it; 0 for none
    #[arg(long, value_name = "DAYS")]
    trial_days: Option<u32>,

    /// What it costs a month: `display=` or `company=`, an amount in minor units, a currency; `none` for the amount where
    /// it is sold on that plan no more
    #[arg(long, value_name = "PLAN=AMOUNT", value_parser = price)]
    price: Vec<Price>,

    /// Since when these prices are in force; now unless it is given
    #[arg(long, value_name = "INSTANT", value_parser = instant, requires = "price", allow_hyphen_values = true)]
    since: Option<DateTime<Utc>>,
}

/// `display=250USD`
#[derive(Clone, Debug)]
pub(super) struct Price {
    plan: String,
    amount: Option<u64>,
    currency: String,
}

pub(super) fn price(text: &str) -> Result<Price, &'static str> {
    let expected = "expected a plan, an amount in minor units and a currency, such as display=250USD or company=noneUSD";
    let read = || {
        let (plan, rest) = text.split_once('=')?;
        let (amount, currency) = rest.split_at_checked(rest.len().checked_sub(3)?)?;
        let amount = match amount {
            "none" => None,
            digits => Some(digits.parse().ok()?),
        };
        let is_plan = matches!(plan, "display" | "company");
        let is_currency = currency.bytes().all(|letter| letter.is_ascii_uppercase());
        (is_plan && is_currency).then(|| Price {
            plan: plan.to_owned(),
            amount,
            currency: currency.to_owned(),
        })
    };
    read().ok_or(expected)
}

impl Price {
    /// The price as the Store takes it: in force now.
    pub(super) fn json(&self) -> Value {
        json!({ "plan": self.plan, "amount": self.amount, "currency": self.currency })
    }
}

impl More {
    fn tell(&self, product: &mut Map<String, Value>) {
        tell(product, "shortDescription", self.short_description.as_ref());
        tell(product, "longDescription", self.long_description.as_ref());
        tell(product, "icon", self.icon.as_ref());
        tell(product, "image", self.image.as_ref());
        self.vendor.tell(product);
        tell(product, "free", self.free.as_ref());
        tell(product, "trialDays", self.trial_days.as_ref());
        // Those that were in force stay.
        let since = self.since.map(|since| Iso8601(since).to_string());
        let prices = self.price.iter().map(|price| {
            let mut price = price.json();
            if let Some(since) = &since {
                price["since"] = json!(since);
            }
            price
        });
        product.insert("prices".to_owned(), prices.collect());
    }
}

const COLUMNS: &[Column] = &[
    ("code", "/code"),
    ("name", "/name"),
    ("free", "/free"),
    ("trialDays", "/trialDays"),
    ("withdrawn", "/withdrawn"),
];

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    let of = |code: &str| path(&["products", code]);
    match &args.command {
        Command::Add(AddArgs { name, code, more, asked }) => {
            let mut product = Map::new();
            tell(&mut product, "name", Some(name));
            more.tell(&mut product);
            things::add(asked, "/products", code.as_deref(), "code", product)
        }
        Command::Show(OneArgs { code, asked }) => things::show(asked, &of(code)),
        Command::List(asked) => things::list(asked, "/products", &[], COLUMNS),
        Command::Set(SetArgs { code, name, withdrawn, more, asked }) => {
            things::set(asked, &of(code), |product| {
                tell(product, "name", name.as_ref());
                tell(product, "withdrawn", withdrawn.as_ref());
                more.tell(product);
            })
        }
        Command::Remove(RemoveArgs { code, at }) => things::remove(at, &of(code)),
    }
}
