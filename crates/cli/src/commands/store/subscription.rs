//! `storeauth store subscription`

use super::things::{self, Asked, print, tell};
use crate::{
    options::values::instant,
    output::{status::Status, things::Column},
    store_api::{At, path},
};
use chrono::{DateTime, Utc};
use clap::{Subcommand, builder::PossibleValuesParser};
use serde_json::{Map, Value};
use store_auth::Iso8601;

/// Add, show and change what companies have bought
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store subscription add b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    1219fb87cdbe1089e7efcf69e4232e0620f92900 --plan display
  storeauth store subscription set b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    1219fb87cdbe1089e7efcf69e4232e0620f92900 --status Cancelled \\
    --paid-until 2027-01-01T00:00:00Z
  storeauth store subscription list \\
    --product 1219fb87cdbe1089e7efcf69e4232e0620f92900

Exit codes: 0 done, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Have a company have a product, of which it has nothing yet
    #[command(after_help = "\
Example:
  storeauth store subscription add b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    1219fb87cdbe1089e7efcf69e4232e0620f92900 --plan display

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Add(AddArgs),
    /// Show what a company has of a product
    #[command(after_help = "\
Example:
  storeauth store subscription show b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    1219fb87cdbe1089e7efcf69e4232e0620f92900

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Show(OneArgs),
    /// List all subscriptions, or those of a company or a product
    #[command(after_help = "\
Examples:
  storeauth store subscription list
  storeauth store subscription list \\
    --product 1219fb87cdbe1089e7efcf69e4232e0620f92900

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    List(ListArgs),
    /// Change what a company has of a product: what is not told stays as it is
    #[command(after_help = "\
Example:
  storeauth store subscription set b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    1219fb87cdbe1089e7efcf69e4232e0620f92900 --status Cancelled \\
    --paid-until 2027-01-01T00:00:00Z

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Set(SetArgs),
    /// Have it as if the company never had anything of the product
    #[command(after_help = "\
Example:
  storeauth store subscription remove \\
    b430171d-550f-79ef-cdfb-55e4d24c2e52 \\
    1219fb87cdbe1089e7efcf69e4232e0620f92900

Exit codes: 0 done, 2 usage, refusal or I/O.")]
    Remove(RemoveArgs),
}

#[derive(Clone, Debug, clap::Args)]
struct Which {
    /// The id of the company
    #[arg(value_name = "COMPANY")]
    company: String,

    /// The product code
    #[arg(value_name = "PRODUCT")]
    product: String,
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    #[command(flatten)]
    which: Which,

    /// What it has
    #[arg(long, value_name = "STATUS", value_parser = statuses(), default_value = "Subscribed")]
    status: String,

    #[command(flatten)]
    more: More,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct SetArgs {
    #[command(flatten)]
    which: Which,

    /// What it has
    #[arg(long, value_name = "STATUS", value_parser = statuses())]
    status: Option<String>,

    #[command(flatten)]
    more: More,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct More {
    /// How it is paid for; what is bought anew, by a plan that the product has a price for now
    #[arg(long, value_name = "PLAN", value_parser = PossibleValuesParser::new(["display", "company"]))]
    plan: Option<String>,

    /// The last instant of its trial
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    trial_ends: Option<DateTime<Utc>>,

    /// The last instant that is paid for, of one that is cancelled
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    paid_until: Option<DateTime<Utc>>,

    /// Whether it is suspended, whatever else its status says: the status Subscribed ends it too, no other does
    #[arg(long, value_name = "BOOLEAN", num_args = 0..=1, default_missing_value = "true")]
    suspended: Option<bool>,
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Those of this company alone
    #[arg(long, value_name = "ID")]
    company: Option<String>,

    /// Those of this product alone
    #[arg(long, value_name = "CODE")]
    product: Option<String>,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct OneArgs {
    #[command(flatten)]
    which: Which,

    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct RemoveArgs {
    #[command(flatten)]
    which: Which,

    #[command(flatten)]
    at: At,
}

fn statuses() -> PossibleValuesParser {
    ["Subscribed", "On Trial", "Trial Expired", "Cancelled", "Suspended", "Not Subscribed"].into()
}

impl Which {
    fn path(&self) -> String {
        path(&["subscriptions", &self.company, &self.product])
    }
}

impl More {
    fn tell(&self, subscription: &mut Map<String, Value>) {
        let text = |instant: DateTime<Utc>| Iso8601(instant).to_string();
        tell(subscription, "plan", self.plan.as_ref());
        tell(subscription, "trialEnds", self.trial_ends.map(text).as_ref());
        tell(subscription, "paidUntil", self.paid_until.map(text).as_ref());
        tell(subscription, "suspended", self.suspended.as_ref());
    }
}

const COLUMNS: &[Column] = &[
    ("company", "/company"),
    ("product", "/product"),
    ("status", "/status"),
    ("plan", "/plan"),
    ("trialEnds", "/trialEnds"),
    ("paidUntil", "/paidUntil"),
    ("suspended", "/suspended"),
];

pub(super) fn run(args: &Args) -> anyhow::Result<Status> {
    match &args.command {
        Command::Add(AddArgs { which, status, more, asked }) => {
            let mut subscription = Map::new();
            tell(&mut subscription, "status", Some(status));
            more.tell(&mut subscription);
            let (subscription, is_new) = (Value::Object(subscription), [("if-none-match", "*")]);
            let client = asked.at.client()?;
            let added = client.change("PUT", &which.path(), &is_new, Some(&subscription))?.json;
            print(asked, &added, |_| Ok(()))
        }
        Command::Show(OneArgs { which, asked }) => things::show(asked, &which.path()),
        Command::List(ListArgs { company, product, asked }) => {
            let company = company.iter().map(|id| ("company", id.as_str()));
            let product = product.iter().map(|code| ("product", code.as_str()));
            let query: Vec<_> = company.chain(product).collect();
            things::list(asked, "/subscriptions", &query, COLUMNS)
        }
        Command::Set(SetArgs { which, status, more, asked }) => {
            things::set(asked, &which.path(), |subscription| {
                let is_suspended = subscription.get("status").is_some_and(|is| is == "Suspended");
                if let Some(status) = status {
                    // Of another status it has no such end.
                    subscription.remove("paidUntil");
                    // What is shown as suspended is bought: that status says that it is so no more.
                    let was_suspended = subscription.remove("suspended") == Some(true.into());
                    if (is_suspended || was_suspended) && status != "Subscribed" {
                        subscription.insert("suspended".to_owned(), true.into());
                    }
                }
                if status.as_deref() == Some("Trial Expired") {
                    // One that runs ends now, and one that is over stays as it is.
                    subscription.remove("trialStarts");
                    subscription.remove("trialEnds");
                }
                if is_suspended && more.suspended == Some(false) {
                    // Of what is suspended, only what is bought is shown by this status.
                    tell(subscription, "status", Some(&"Subscribed"));
                }
                tell(subscription, "status", status.as_ref());
                more.tell(subscription);
            })
        }
        Command::Remove(RemoveArgs { which, at }) => things::remove(at, &which.path()),
    }
}
