//! `storeauth verify`

use crate::{
    lines::{self, Line},
    options::{
        values::{Format, instant},
        verifier::VerifierOptions,
    },
    output::{
        console,
        report::Report,
        status::Status,
        verdict::{Outcome, Verdict},
    },
};
use anyhow::Context;
use chrono::{DateTime, Utc};
use std::{
    ffi::OsString,
    io::{self, BufReader, IsTerminal},
};
use store_auth::{Authorization, Denied, Request};
use store_auth_requests::{LINE_MAX, RequestLine};

/// Say of each request whether the Store authorized it, and why not
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  url=$(storeauth sign --server-key-file key --id A1 --pc B2 --url /feed)
  storeauth verify --server-key-file key \"$url\"
  storeauth verify --server-key-file new --server-key-file old \"$url\"
  storeauth verify --server-key-file new \\
    --server-key-file old --accept-until 2030-01-01T00:00:00Z \"$url\"
  storeauth verify --server-key-file key --format json <requests >verdicts

JSON members: result, reason, field, key, expiresAt, message, line. A line
that is no request at all is malformed in the field `request`. A `+` stays a
plus: only percent-escapes are decoded.

Exit codes: 0 all authorized, 1 some denied, 2 usage or I/O.")]
pub(crate) struct Args {
    /// URL, query string or JSON object; without any, standard input is read, one a line
    #[arg(value_name = "REQUEST")]
    requests: Vec<OsString>,

    /// How to write the verdicts
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Verify as of this instant rather than now, such as 2016-04-26T08:00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    at: Option<DateTime<Utc>>,

    #[command(flatten)]
    verifier: VerifierOptions,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let verifier = args.verifier.verifier(Some(args.at.unwrap_or_else(Utc::now)))?;
    let verify = |request: &Request<'_>| match args.at {
        Some(at) => verifier.verify_at(request, at),
        None => verifier.verify(request),
    };
    let mut verdicts = Verdicts {
        report: Report::to_stdout(),
        format: args.format,
        numbered: args.requests.len() != 1,
        line: 0,
        status: Status::Good,
    };
    if args.requests.is_empty() {
        if io::stdin().is_terminal() {
            console::note("reading requests from standard input, one a line");
        }
        verdicts.read_lines(io::stdin().lock(), verify)?;
    } else {
        for request in &args.requests {
            verdicts.write(&verdict_on(request.as_encoded_bytes(), verify))?;
        }
    }
    verdicts.report.flush().context("standard output")?;
    Ok(verdicts.status)
}

/// Reads a request from a line and has it verified.
fn verdict_on(
    line: &[u8],
    verify: impl Fn(&Request<'_>) -> Result<Authorization, Denied>,
) -> Verdict {
    let request = match RequestLine::parse(line) {
        Ok(request) => request,
        Err(problem) => return Verdict::on_no_request(&problem),
    };
    let verified = verify(&request.request());
    let mut verdict = Verdict::from(&verified);
    if let Err(denied) = &verified {
        verdict.message = request.explain(denied);
    }
    verdict
}

struct Verdicts {
    report: Report,
    format: Format,
    numbered: bool,
    line: u64,
    status: Status,
}

impl Verdicts {
    fn read_lines(
        &mut self,
        input: impl io::Read,
        verify: impl Fn(&Request<'_>) -> Result<Authorization, Denied>,
    ) -> anyhow::Result<()> {
        let mut reader = BufReader::with_capacity(64 * 1024, input);
        let mut buffer = Vec::new();
        loop {
            // Whoever waits for an answer before sending the next request gets it.
            if !reader.buffer().contains(&b'\n') {
                self.report.flush().context("standard output")?;
            }
            match lines::read_line(&mut reader, &mut buffer).context("standard input")? {
                Line::End => return Ok(()),
                Line::Whole => self.write(&verdict_on(&buffer, &verify))?,
                Line::TooLong => {
                    let problem = format!("expected at most {LINE_MAX} bytes");
                    self.write(&Verdict::on_no_request(&problem))?;
                }
            }
        }
    }

    fn write(&mut self, verdict: &Verdict) -> anyhow::Result<()> {
        self.line += 1;
        if verdict.result == Outcome::Denied {
            self.status = Status::Bad;
        }
        match self.format {
            Format::Json => self.report.json_verdict(self.line, verdict),
            Format::Text if self.numbered => {
                self.report.verdict(format_args!("{}: ", self.line), verdict)
            }
            Format::Text => self.report.verdict("", verdict),
        }
        .context("standard output")
    }
}
