//! `storeauth verify`

use crate::{
    cli::Status,
    lines::{self, Line},
    options::{Format, VerifierOptions, instant},
    report::Report,
    request_line::{self, Answer, answer},
};
use anyhow::Context;
use chrono::{DateTime, Utc};
use std::{
    ffi::OsString,
    io::{self, BufReader, IsTerminal},
};
use store_auth::{Authorization, Denied, Request};
use store_auth_audit::LINE_MAX;
use store_auth_vectors::Outcome;

/// Say of each request whether the Store authorized it, and why not
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth verify --server-key-file key 'https://data.example/feed?id=…&pc=…&expiry=…'
  storeauth verify --server-key-file new --server-key-file old 'cid=…&pc=…&expiry_time=…'
  storeauth verify --server-key-file key --format json <requests >verdicts

JSON members: result, reason, field, key, expiresAt, message, line. A line that is no request
at all is malformed in the field `request`. A `+` stays a plus: only percent-escapes are decoded.

Exit codes: 0 all authorized, 1 some denied, 2 usage or I/O.")]
pub(crate) struct Args {
    /// URL, query string or JSON object; without any, standard input is read, one a line
    #[arg(value_name = "REQUEST")]
    requests: Vec<OsString>,

    /// How to write the verdicts
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Verify as of this instant rather than now, such as 2016-04-26T08:00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    at: Option<DateTime<Utc>>,

    #[command(flatten)]
    verifier: VerifierOptions,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let verifier = args.verifier.verifier()?;
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
            anstream::eprintln!("reading requests from standard input, one a line");
        }
        verdicts.read_lines(io::stdin().lock(), verify)?;
    } else {
        for request in &args.requests {
            verdicts.write(&answer(request.as_encoded_bytes(), verify))?;
        }
    }
    verdicts.report.flush().context("standard output")?;
    Ok(verdicts.status)
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
                Line::Whole => self.write(&answer(&buffer, &verify))?,
                Line::TooLong => {
                    let problem = format!("expected at most {LINE_MAX} bytes");
                    self.write(&request_line::not_a_request(&problem))?;
                }
            }
        }
    }

    fn write(&mut self, answer: &Answer) -> anyhow::Result<()> {
        self.line += 1;
        if answer.verdict.result == Outcome::Denied {
            self.status = Status::Bad;
        }
        match self.format {
            Format::Json => self.report.json_answer(self.line, answer),
            Format::Text if self.numbered => {
                self.report.answer(format_args!("{}: ", self.line), answer)
            }
            Format::Text => self.report.answer("", answer),
        }
        .context("standard output")
    }
}
