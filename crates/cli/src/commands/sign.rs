//! `storeauth sign`

use crate::{
    options::{
        key_file::{self, NO_KEY, key_files},
        values::{duration, instant},
    },
    output::status::Status,
};
use anyhow::{Context, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use clap::ValueEnum;
use std::{
    io::{self, Write},
    path::PathBuf,
    time::Duration,
};
use store_auth::{Expiry, Field, Iso8601, Request, SignedRequest, Signer};
use store_auth_wire::{Answer, ServerId, ServerSignature};

/// Sign an authorization, as the Store does
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth sign --server-key-file key --id XU4XHT8XQDWK --pc c4b368be86245bf9
  storeauth sign --server-key-file key --cid A1 --pc B2 --lifetime 1h \\
    --url https://data.example/feed
  storeauth sign --server-key-file key --id A1 --pc B2 --server-id RiseFinancial

Whoever holds what this prints is let in until the expiry.

Exit codes: 0 signed, 2 usage or I/O.")]
pub(crate) struct Args {
    /// File that holds the server key and nothing else
    ///
    /// Without this option, it is the first file that the environment variable `STOREAUTH_SERVER_KEY_FILE` names.
    #[arg(long, value_name = "FILE")]
    server_key_file: Option<PathBuf>,

    /// The last instant at which servers accept the key: an expiry after it is refused
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    accept_until: Option<DateTime<Utc>>,

    #[command(flatten)]
    subject: Subject,

    /// Product code
    #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
    pc: String,

    /// How long from now the authorization holds
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true, default_value = "24h")]
    lifetime: Duration,

    /// The expiry itself, such as 2016-04-26T08:17:59Z
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true, conflicts_with = "lifetime")]
    expires: Option<DateTime<Utc>>,

    /// How to write the expiry
    #[arg(long, value_name = "FORM", alias = "form", value_enum, default_value_t = Form::Java)]
    expiry_form: Form,

    /// How to write the authorization [default: url with --url, json with --server-id, else query]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// URL of the data server, to which the query string is added
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// Server id that the Store's answer names: 1 to 50 ASCII letters and digits
    #[arg(long, value_name = "ID")]
    server_id: Option<ServerId>,
}

/// Whom the authorization is for.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Subject {
    /// Id of a display
    #[arg(long, allow_hyphen_values = true)]
    id: Option<String>,

    /// Id of a company
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    cid: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// As the Store sends it: 2016-04-26T08:17:59.059+0000, whole seconds
    Java,
    /// As the Store documents it: 2016-04-26T08:17:59.511Z, milliseconds
    Iso,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// id=…&pc=…&expiry=…&signature=…
    Query,
    /// The query string behind --url
    Url,
    /// The Store's answer, with the signature for --server-id
    Json,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let Subject { id, cid } = &args.subject;
    let id = id.as_ref().or(cid.as_ref()).context("expected --id or --cid")?;
    let write = output(args)?;
    let expiry = expiry(args)?;
    let files = key_files(args.server_key_file.as_slice());
    let file = files.first().context(NO_KEY)?;
    let signer = Signer::new(key_file::read(file)?);
    let signature = signer.sign(id, &args.pc, &expiry)?;
    let request =
        if cid.is_some() { SignedRequest::for_company } else { SignedRequest::for_display };
    let request = request(id, &args.pc, expiry.as_str(), signature.as_str());
    let text = match write {
        Output::Query => request.to_string(),
        Output::Url(url) => with_query(url, &request.to_string()),
        Output::Json { server_id } => {
            let signatures = Some(vec![ServerSignature::new(server_id.clone(), &signature)]);
            let answer = Answer::Authorized { expiry: expiry.clone(), signatures };
            serde_json::to_string(&answer.as_recorded())?
        }
    };
    writeln!(io::stdout(), "{text}").context("standard output")?;
    Ok(Status::Good)
}

/// What to write, with the option that it needs.
enum Output<'a> {
    Query,
    Url(&'a str),
    Json { server_id: &'a ServerId },
}

fn output(args: &Args) -> anyhow::Result<Output<'_>> {
    match (args.format, args.url.as_deref(), args.server_id.as_ref()) {
        (None | Some(Format::Query), None, None) => Ok(Output::Query),
        (None | Some(Format::Url), Some(url), None) => {
            check_url(url)?;
            Ok(Output::Url(url))
        }
        (None | Some(Format::Json), None, Some(server_id)) => Ok(Output::Json { server_id }),
        (Some(Format::Url), None, _) => bail!("--format url: expected --url URL"),
        (Some(Format::Json), _, None) => bail!("--format json: expected --server-id ID"),
        (_, Some(_), _) => bail!("--url goes with --format url alone"),
        (_, _, Some(_)) => bail!("--server-id goes with --format json alone"),
    }
}

/// Refuses a URL that would not be one line, and one that has a field already: given twice, it would be denied.
fn check_url(url: &str) -> anyhow::Result<()> {
    ensure!(
        !url.contains(
            |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
        ),
        "--url: expected a URL without line breaks and control characters"
    );
    let has = |request: &Request<'_>, field| request.text(field).is_some();
    let request = Request::from_url(url);
    let Some(field) = Field::ALL.into_iter().find(|field| has(&request, *field)) else {
        return Ok(());
    };
    // As it is written there, escaped or not.
    let parameter = url
        .split(['?', '&', '#'])
        .find(|pair| has(&Request::from_query(*pair), field))
        .and_then(|pair| pair.split('=').next())
        .unwrap_or(field.name());
    bail!(
        "--url: expected a URL without the parameter `{parameter}`: the {field} is added, and one given twice is denied"
    )
}

fn expiry(args: &Args) -> anyhow::Result<Expiry> {
    let (option, instant) = match args.expires {
        Some(instant) => ("--expires", Some(instant)),
        None => ("--lifetime", TimeDelta::from_std(args.lifetime).ok().and_then(from_now)),
    };
    let write = match args.expiry_form {
        Form::Java => Expiry::java,
        Form::Iso => Expiry::iso,
    };
    // The year is all that can be wrong with an instant.
    let expiry = instant
        .and_then(|instant| write(instant).ok())
        .with_context(|| format!("{option}: expected an expiry in the years 0000 to 9999"))?;
    if let Some(end) = args.accept_until.filter(|end| *end < expiry.instant()) {
        bail!(
            "{option}: expected an expiry up to {}, when the key's --accept-until is, found {}",
            Iso8601(end),
            Iso8601(expiry.instant())
        );
    }
    Ok(expiry)
}

fn from_now(lifetime: TimeDelta) -> Option<DateTime<Utc>> {
    Utc::now().checked_add_signed(lifetime)
}

/// Adds a query to a URL: behind the one it has, before its fragment.
fn with_query(url: &str, query: &str) -> String {
    let (url, fragment) = url.find('#').map_or((url, ""), |at| url.split_at(at));
    let separator = match url.find('?') {
        None => "?",
        Some(at) if at + 1 == url.len() || url.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{url}{separator}{query}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_goes_behind_the_one_there_is_and_before_the_fragment() {
        for (url, expected) in [
            ("https://a/b", "https://a/b?q=1"),
            ("https://a/b?", "https://a/b?q=1"),
            ("https://a/b?x", "https://a/b?x&q=1"),
            ("https://a/b?x&", "https://a/b?x&q=1"),
            ("https://a/b#c?d", "https://a/b?q=1#c?d"),
            ("https://a/b?x#c", "https://a/b?x&q=1#c"),
        ] {
            assert_eq!(with_query(url, "q=1"), expected);
        }
    }
}
