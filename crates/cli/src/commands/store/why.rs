//! `storeauth store why`

use super::things::{Asked, print};
use crate::output::{report::Report, status::Status, things::shown};
use clap::ArgGroup;
use serde_json::Value;
use std::io;

/// Say what a Store would answer an App now, and why
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("who").required(true).args(["id", "cid"]))]
#[command(after_help = "\
Examples:
  storeauth store why --id S56PSA4W298W --pc \\
    1219fb87cdbe1089e7efcf69e4232e0620f92900
  storeauth store why --cid b430171d-550f-79ef-cdfb-55e4d24c2e52 --pc \\
    1219fb87cdbe1089e7efcf69e4232e0620f92900 --srv Weather1 --format json

Nothing is recorded, and no trial is started. Limits of calls are left aside.

Exit codes: 0 it would authorize, 1 it would not, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    /// The id of a display
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    /// The id of a company
    #[arg(long, value_name = "ID")]
    cid: Option<String>,

    /// The product code
    #[arg(long, value_name = "CODE")]
    pc: String,

    /// Servers that it is to be signed for, separated by commas
    #[arg(long, value_name = "SERVERS")]
    srv: Option<String>,

    #[command(flatten)]
    asked: Asked,
}

pub(super) fn run(Args { id, cid, pc, srv, asked }: &Args) -> anyhow::Result<Status> {
    let told = [("id", id), ("cid", cid), ("srv", srv)];
    let mut query = vec![("pc", pc.as_str())];
    query.extend(told.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))));
    let why = asked.at.client()?.get("/why", &query)?.json;
    print(asked, &why, |out| text(out, &why))?;
    let is_authorized = why.get("authorized") == Some(&Value::Bool(true));
    Ok(if is_authorized { Status::Good } else { Status::Bad })
}

fn text(out: &mut Report, why: &Value) -> io::Result<()> {
    let of = |name| why.get(name).map(shown).unwrap_or_default();
    for step in why.get("steps").and_then(Value::as_array).into_iter().flatten() {
        let of = |name| step.get(name).map(shown).unwrap_or_default();
        out.text(format_args!("{}: {}", of("what"), of("found")))?;
    }
    if why.get("authorized") == Some(&Value::Bool(true)) {
        let trial = match why.get("startsTrial") {
            Some(Value::Bool(true)) => ", which starts a trial",
            _ => "",
        };
        return out.text(format_args!("it would authorize until {}{trial}", of("expiry")));
    }
    out.text(format_args!("it would deny: {}", of("message")))?;
    match of("remedy").as_str() {
        "" => Ok(()),
        remedy => out.text(remedy),
    }
}
