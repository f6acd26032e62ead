//! `storeauth audit`

mod merge;
mod progress;

use crate::{
    options::{
        values::{Format, instant, log_format, whole_number, zone},
        verifier::VerifierOptions,
    },
    output::{audit_summary, console, report::Report, status::Status},
};
use anyhow::{Context, bail};
use chrono::{DateTime, FixedOffset, Utc};
use clap::ValueHint;
use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, IsTerminal, Write},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};
use store_auth_audit::{Audit, Control, FileSummary, Input, Summary, report_html};
use store_auth_requests::Format as LogFormat;

/// Check the requests of logs, each at its own time, and sum up the verdicts
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth audit --server-key-file key access.log 'access.log.*.gz'
  storeauth audit --server-key-file new --server-key-file old \\
    --report report.html requests.ndjson
  zcat requests.csv.gz |
    storeauth audit --server-key-file key --denied denied.ndjson
  storeauth audit --server-key-file key \\
    --input-format json-log --url-member http.target app.log
  storeauth audit --merge --format json web-1.json web-2.json

Formats:
  ndjson    one request a line as `storeauth verify` takes it: JSON object,
            URL or query string
  csv       a header that names id or cid, pc, expiry and signature, or a
            column of URLs; no value spans lines
  combined  access log of nginx or Apache, common or combined, or of HAProxy
            (option httplog)
  json-log  access log of JSON objects, such as those of nginx, Caddy,
            Traefik and Google Cloud
  w3c       W3C extended log of IIS, CloudFront and others, with a line #Fields

Unless a format is told, each line counts as what it looks like. Lines may
stand behind what syslog, CRI, Docker, Compose and Kubernetes write before
them, in the JSON of collectors, or in a JSON array.

The time of a request is that of the log's line; in ndjson, csv and json-log a
member or column time, timestamp, ts, @timestamp, time_iso8601, time_local,
msec, StartUTC, start_time or datetime: ISO 8601 with a zone, that of a
combined log, or a number since 1970, from 2000 to 2099. HAProxy's times have
no zone: --time-zone says it. Lines without a time need --at.

Ctrl-C, SIGTERM and SIGHUP end reading and print what was found so far; a second
one ends the command.

Exit codes: 0 all authorized, 1 some denied or not understood, 2 usage or I/O,
130 Ctrl-C, 143 SIGTERM, 129 SIGHUP. A file that cannot be read is named and
makes it 2; the others are checked all the same.")]
pub(crate) struct Args {
    /// Log, plain or compressed by gzip, zstd, xz or bzip2; `-` or none for standard input; quoted globs work
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,

    /// Add up summaries that --format json printed, one or more in each FILE, to that of all their lines
    #[arg(long, conflicts_with_all = [
        "at", "input_format", "url_member", "time_member", "time_zone", "denied", "threads",
        "server_key_file", "leeway", "expiry_encoding", "product", "max_lifetime",
    ])]
    merge: bool,

    /// Verify all requests as of this instant rather than at their own times
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    at: Option<DateTime<Utc>>,

    /// Format of all files, rather than what the first lines of each look like
    #[arg(long, value_name = "FORMAT", value_parser = log_format())]
    input_format: Option<LogFormat>,

    /// Member of JSON logs, or column of CSV, with the URL, request line or query, such as request.uri
    #[arg(long, value_name = "PATH")]
    url_member: Option<String>,

    /// Member or column with the time of the request
    #[arg(long, value_name = "PATH", conflicts_with = "at")]
    time_member: Option<String>,

    /// Zone of times that are written without one, such as +02:00 or Z
    #[arg(long, value_name = "ZONE", value_parser = zone, conflicts_with = "at", allow_hyphen_values = true)]
    time_zone: Option<FixedOffset>,

    /// How to write the summary
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// How many products and denied ids to list
    #[arg(long, value_name = "NUMBER", value_parser = whole_number(0..=usize::MAX), allow_negative_numbers = true, default_value_t = 20)]
    top: usize,

    /// Write denied requests with their reasons to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    denied: Option<PathBuf>,

    /// Leave signatures in what --denied writes: whoever reads it is let in until their expiry
    #[arg(long, requires = "denied")]
    keep_signatures: bool,

    /// Write a page with plots to this file: one HTML file that loads nothing
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// How many threads check lines [default: as many as there are cores]
    #[arg(long, value_name = "NUMBER", value_parser = whole_number(1..=THREADS_MAX), allow_negative_numbers = true)]
    threads: Option<usize>,

    #[command(flatten)]
    verifier: VerifierOptions,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    check(args)?;
    let inputs = inputs(&args.files)?;
    if args.merge {
        let report = output(args.report.as_deref(), "--report", &inputs)?;
        return finish(args, &merge::merged(&inputs, args.top)?, report, None);
    }
    let audit = audit(args)?;
    let mut denied = output(args.denied.as_deref(), "--denied", &inputs)?.map(BufWriter::new);
    let report = output(args.report.as_deref(), "--report", &inputs)?;
    if inputs == [Input::Stdin] && io::stdin().is_terminal() {
        console::note("reading log lines from standard input");
    }
    let control = Arc::new(Control::default());
    let (result, signal) = progress::watch(&inputs, &control, || {
        let denied: Option<&mut (dyn Write + Send)> = match &mut denied {
            Some(file) => Some(file),
            None => None,
        };
        audit.run(&inputs, &control, denied)
    })?;
    let summary = result.with_context(|| named(args.denied.as_deref()))?;
    finish(args, &summary, report, Some(signal))
}

/// Writes a summary where it is asked for.
fn finish(
    args: &Args,
    summary: &Summary,
    report: Option<File>,
    signal: Option<u8>,
) -> anyhow::Result<Status> {
    if let Some(mut file) = report {
        file.write_all(report_html(summary).as_bytes())
            .with_context(|| named(args.report.as_deref()))?;
    }
    let mut out = Report::to_stdout();
    match args.format {
        Format::Json => out.json(summary),
        Format::Text => audit_summary::write(&mut out, summary),
    }
    .and_then(|()| out.flush())
    .context("standard output")?;
    Ok(status(summary, signal))
}

/// Refuses options that would do nothing, or undo one another.
fn check(args: &Args) -> anyhow::Result<()> {
    if args.url_member.is_some()
        && matches!(args.input_format, Some(LogFormat::Ndjson | LogFormat::Combined))
    {
        bail!("--url-member goes with --input-format json-log or csv");
    }
    if args.time_member.is_some() && args.input_format == Some(LogFormat::Combined) {
        bail!("--time-member does not go with --input-format combined");
    }
    if args.denied.is_some() && args.denied == args.report {
        bail!("--report: expected another file than that of --denied");
    }
    Ok(())
}

fn audit(args: &Args) -> anyhow::Result<Audit> {
    let threads = args.threads.and_then(NonZeroUsize::new);
    let threads = threads.or_else(|| thread::available_parallelism().ok());
    let mut audit = Audit::new(args.verifier.verifier(args.at)?)
        .threads(threads.unwrap_or(NonZeroUsize::MIN))
        .top(args.top);
    if let Some(at) = args.at {
        audit = audit.at(at);
    }
    if let Some(format) = args.input_format {
        audit = audit.format(format);
    }
    if let Some(path) = &args.url_member {
        audit = audit.url_member(path);
    }
    if let Some(path) = &args.time_member {
        audit = audit.time_member(path);
    }
    if let Some(zone) = args.time_zone {
        audit = audit.zone(zone);
    }
    Ok(if args.keep_signatures { audit.keep_signatures() } else { audit })
}

/// The files that are named, those that patterns match in the order of their names, or standard input.
fn inputs(files: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    if files.is_empty() {
        return Ok(vec![Input::Stdin]);
    }
    let mut inputs = Vec::new();
    for file in files {
        let pattern = file.to_str().filter(|name| name.contains(['*', '?', '[']));
        match pattern {
            _ if file.as_os_str() == "-" => inputs.push(Input::Stdin),
            // A name may look like a pattern.
            Some(pattern) if !file.exists() => {
                let before = inputs.len();
                for path in glob::glob(pattern).with_context(|| format!("pattern {pattern}"))? {
                    inputs.push(Input::File(path.with_context(|| format!("pattern {pattern}"))?));
                }
                if inputs.len() == before {
                    bail!("pattern {pattern}: expected files, found none");
                }
            }
            _ => inputs.push(Input::File(file.clone())),
        }
    }
    Ok(inputs)
}

/// Creates a file that only its owner can read, unless it is there already.
fn output(path: Option<&Path>, option: &str, inputs: &[Input]) -> anyhow::Result<Option<File>> {
    let Some(path) = path else { return Ok(None) };
    if path.as_os_str() == "-" {
        bail!("{option} -: expected a file: standard output is for the summary");
    }
    let same = |input: &Input| match input {
        Input::File(file) => matches!(
            (file.canonicalize(), path.canonicalize()), (Ok(file), Ok(path)) if file == path
        ),
        Input::Stdin => false,
    };
    if inputs.iter().any(same) {
        bail!("{option} {}: expected another file than those to be read", path.display());
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| named(Some(path))).map(Some)
}

fn named(path: Option<&Path>) -> String {
    path.map_or_else(String::new, |path| format!("file {}", path.display()))
}

/// How the error ends of a file of which nothing is known.
const HOLDS_THE_URL: &str = "the name of the member or column that holds the URL";

/// What the exit code says, after errors that the summary holds are printed.
fn status(summary: &Summary, signal: Option<u8>) -> Status {
    let mut is_whole = true;
    for file in &summary.files {
        if let Some(error) = &file.error {
            let hint = if file.format.is_none() && error.ends_with(HOLDS_THE_URL) {
                ": --url-member PATH"
            } else {
                ""
            };
            console::error(format_args!("{}: {error}{hint}", file.file));
            is_whole = false;
        }
    }
    if let Some(first) = &summary.first_without_time {
        let is_combined = |file: &FileSummary| {
            file.file == first.file && file.format == Some(LogFormat::Combined)
        };
        let option = if summary.files.iter().any(is_combined) {
            "--time-zone ZONE"
        } else {
            "--time-member PATH"
        };
        console::error(format_args!(
            "{} requests have no time, the first on line {} of {}: expected --at INSTANT, or {option}",
            summary.without_time, first.line, first.file
        ));
        is_whole = false;
    }
    if summary.has_only_guessed_urls() {
        console::error(format_args!(
            "none of {} lines has an authorization: expected --url-member PATH, unless nobody sent any",
            summary.no_authorization
        ));
        is_whole = false;
    }
    if let (false, Some(signal)) = (summary.complete, signal) {
        console::warn("stopped: this is what was found so far");
        Status::Interrupted { signal }
    } else if !summary.complete {
        console::error("one of the audits was stopped: this is what was found until then");
        Status::Incomplete
    } else if !is_whole {
        Status::Incomplete
    } else if summary.denied + summary.garbage > 0 {
        Status::Bad
    } else {
        Status::Good
    }
}

/// More threads than any machine has cores would only be refused by the system.
const THREADS_MAX: usize = 1024;
