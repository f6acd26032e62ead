//! `storeauth explain`

use crate::{
    lines::{self, Line},
    options::{
        key_file,
        values::{Format, instant},
        verifier::VerifierOptions,
    },
    output::{console, report::Report, status::Status},
};
use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::{
    ffi::OsString,
    io::{self, BufReader, IsTerminal, Read},
    path::PathBuf,
};
use store_auth_explain::{Explainer, Explanation, TEXT_MAX};
use store_auth_requests::LINE_MAX;
use store_auth_wire::ServerId;

/// Say which mistake a denied request was made with, and what to do about it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth explain --server-key-file key 'https://data.example/feed?id=A1'
  storeauth explain --server-key-file key --other-server B=b.key <request.txt
  grep ' 401 ' access.log |
    storeauth explain --server-key-file key --lines --format json

A request is a URL, a query string, a JSON object, the head of an HTTP
request, the Store's answer, a line of an access log, or any text with a URL
in it, such as a line of an error log; the time of an access log's line is
used unless --at sets another. A key file with a line break, quotes or a byte
order mark is read all the same, and named.

JSON members: line, at, denied or authorized, form, steps, findings,
candidates. Codes of findings never change; docs/troubleshooting.md has them
all.

Exit codes: 0 all authorized, 1 some denied, 2 usage or I/O.")]
pub(crate) struct Args {
    /// Request as it was sent or logged; without any, all of standard input is one
    #[arg(value_name = "REQUEST")]
    requests: Vec<OsString>,

    /// Take each line of standard input for a request
    #[arg(long, conflicts_with = "requests")]
    lines: bool,

    /// How to write the reports
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Explain as of this instant rather than now, such as 2016-04-26T08:00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    at: Option<DateTime<Utc>>,

    /// File with a key that was accepted once; repeat for more
    #[arg(long, value_name = "FILE")]
    retired_key_file: Vec<PathBuf>,

    /// Another server's id and the file with its key; repeat for more
    #[arg(long, value_name = "ID=FILE", value_parser = other_server)]
    other_server: Vec<(ServerId, PathBuf)>,

    /// The company's id where requests come with a display's, or the reverse
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    other_id: Option<String>,

    /// Print the signature that would have been right: it lets in whoever sees it
    #[arg(long)]
    reveal_expected: bool,

    #[command(flatten)]
    verifier: VerifierOptions,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let mut reports = Reports {
        explainer: args.explainer()?,
        at: args.at,
        report: Report::to_stdout(),
        format: args.format,
        numbered: args.lines || args.requests.len() > 1,
        line: 0,
        status: Status::Good,
    };
    if args.lines {
        reports.read_lines(io::stdin().lock())?;
    } else if args.requests.is_empty() {
        if io::stdin().is_terminal() {
            console::note("reading a request from standard input, up to its end");
        }
        let mut text = Vec::new();
        let limit = TEXT_MAX as u64 + 1;
        io::stdin().lock().take(limit).read_to_end(&mut text).context("standard input")?;
        if text.len() > TEXT_MAX {
            bail!("standard input: expected a request of at most {TEXT_MAX} bytes");
        }
        reports.write(&text)?;
    } else {
        for request in &args.requests {
            reports.write(request.as_encoded_bytes())?;
        }
    }
    reports.report.flush().context("standard output")?;
    Ok(reports.status)
}

impl Args {
    fn explainer(&self) -> anyhow::Result<Explainer> {
        let mut explainer = self.verifier.explainer()?;
        for file in &self.retired_key_file {
            explainer = explainer.retired_key(key_file::read_leniently(file)?.0);
        }
        for (server, file) in &self.other_server {
            explainer = explainer.other_server(server.as_str(), key_file::read_leniently(file)?.0);
        }
        if let Some(id) = &self.other_id {
            explainer = explainer.other_id(id);
        }
        Ok(if self.reveal_expected { explainer.reveal_expected() } else { explainer })
    }
}

fn other_server(text: &str) -> Result<(ServerId, PathBuf), String> {
    text.split_once('=')
        .and_then(|(server, file)| Some((server.parse().ok()?, PathBuf::from(file))))
        .ok_or_else(|| {
            "expected a server id of 1 to 50 letters and digits, `=` and a file".to_owned()
        })
}

struct Reports {
    explainer: Explainer,
    at: Option<DateTime<Utc>>,
    report: Report,
    format: Format,
    numbered: bool,
    line: u64,
    status: Status,
}

/// One line of JSON.
#[derive(Serialize)]
struct Object<'a> {
    line: u64,
    #[serde(flatten)]
    explanation: &'a Explanation,
}

impl Reports {
    fn read_lines(&mut self, input: impl Read) -> anyhow::Result<()> {
        let mut reader = BufReader::with_capacity(64 * 1024, input);
        let mut buffer = Vec::new();
        loop {
            if !reader.buffer().contains(&b'\n') {
                self.report.flush().context("standard output")?;
            }
            match lines::read_line(&mut reader, &mut buffer).context("standard input")? {
                Line::End => return Ok(()),
                Line::Whole => self.write(&buffer)?,
                Line::TooLong => {
                    bail!("line {}: expected at most {LINE_MAX} bytes", self.line + 1);
                }
            }
        }
    }

    fn write(&mut self, text: &[u8]) -> anyhow::Result<()> {
        self.line += 1;
        let explanation = self.explainer.explain_pasted(text, self.at, Utc::now());
        if explanation.report().verdict().is_err() {
            self.status = Status::Bad;
        }
        let line = self.line;
        match self.format {
            Format::Json => self.report.json(&Object { line, explanation: &explanation }),
            Format::Text => {
                let number = self.numbered.then_some(line);
                self.report.explanation(number, explanation.report())
            }
        }
        .context("standard output")
    }
}
