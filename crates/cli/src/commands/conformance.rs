//! `storeauth conformance`

mod process_group;
mod program;

use crate::{
    options::values::{Format, duration, whole_number},
    output::{conformance_report::Failures, report::Report, status::Status},
};
use anstyle::AnsiColor;
use anyhow::Context;
use program::{NoVerdict, Program};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use store_auth_vectors::{Difference, Group, Test, Vectors, Verdict};

/// Compare this implementation's verdicts, or any other's, with test vectors
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth conformance conformance.json
  storeauth conformance --exec './verifier --json' conformance.json
  storeauth conformance --format json --exec ./verifier conformance.json

With --exec, the program gets one JSON object a line on standard input, with
the members tcId, now, serverKeys, policy, id, pc, expiry and signature, each
as in the file. For each it prints, in order, one JSON object on a line of its
own, with result, reason, field, key and expiresAt as the vectors have them;
members that would be null may be left out, and tcId, message and line may be
added. Its standard error is passed on. What it started ends with it, unless
it makes a session or a process group of its own.

A failed test is shown under its first flag, whole: with everything that its
verdict depends on but the keys, which are there by their lengths.

Exit codes: 0 all passed, 1 some failed, 2 usage, I/O, or a file that is no
vectors file.")]
pub(crate) struct Args {
    /// Vectors file, of the schema store-auth-vectors-v1
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Program to test in place of this implementation, with its arguments
    #[arg(long, value_name = "PROGRAM ARGS", value_parser = command)]
    exec: Option<Command>,

    /// How long to wait for each answer of the program
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true, default_value = "10s", requires = "exec")]
    timeout: Duration,

    /// How to write the differences
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// How many failed tests of each flag to show as text; JSON has them all
    #[arg(long, value_name = "NUMBER", value_parser = whole_number(0..=usize::MAX), allow_negative_numbers = true, default_value_t = 1)]
    limit: usize,
}

/// A program and its arguments.
#[derive(Clone, Debug)]
struct Command(Vec<String>);

fn command(text: &str) -> Result<Command, String> {
    match shlex::split(text) {
        None => Err("expected quotes in pairs and no backslash at the end".to_owned()),
        Some(words) if words.is_empty() => Err("expected a program".to_owned()),
        Some(words) => Ok(Command(words)),
    }
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    // A bad file is told before a good one is run.
    let files = args
        .files
        .iter()
        .map(|path| read(path).map(|vectors| (path, vectors)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut tally = Tally {
        report: Report::to_stdout(),
        format: args.format,
        limit: args.limit,
        passed: 0,
        failed: 0,
        problems: 0,
    };
    for (path, vectors) in &files {
        let mut tested = Tested {
            tally: &mut tally,
            file: path.display().to_string(),
            failures: Failures::of(vectors),
        };
        match &args.exec {
            None => tested.this_implementation(vectors)?,
            Some(Command(words)) => tested.program(vectors, words, args.timeout)?,
        }
        tested.finish()?;
    }
    tally.finish()
}

fn read(path: &Path) -> anyhow::Result<Vectors> {
    let named = || format!("vectors file {}", path.display());
    let json = fs::read(path).with_context(named)?;
    Vectors::from_json(&json).with_context(named)
}

struct Tally {
    report: Report,
    format: Format,
    /// How many failed tests of each flag to show.
    limit: usize,
    passed: usize,
    failed: usize,
    /// What went wrong with a program beside its answers.
    problems: usize,
}

/// A vectors file while its tests are run.
struct Tested<'t, 'v> {
    tally: &'t mut Tally,
    file: String,
    failures: Failures<'v>,
}

/// A failed test, as JSON. It has differences, or a problem where there was no verdict to compare.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure<'a> {
    file: &'a str,
    tc_id: u64,
    comment: &'a str,
    differences: &'a [Difference],
    problem: Option<&'a str>,
}

#[derive(Serialize)]
struct Problem<'a> {
    file: &'a str,
    problem: &'a str,
}

#[derive(Serialize)]
struct Summary {
    passed: usize,
    failed: usize,
}

impl<'v> Tested<'_, 'v> {
    fn this_implementation(&mut self, vectors: &'v Vectors) -> anyhow::Result<()> {
        for group in &vectors.test_groups {
            let verifier = group.verifier()?;
            for test in &group.tests {
                let verdict = verifier.verify_at(&test.request(), group.now.0);
                self.compare(group, test, Ok(Verdict::from(&verdict)))?;
            }
        }
        Ok(())
    }

    fn program(
        &mut self,
        vectors: &'v Vectors,
        command: &[String],
        timeout: Duration,
    ) -> anyhow::Result<()> {
        let mut program = Program::start(command, vectors, timeout)?;
        for group in &vectors.test_groups {
            for test in &group.tests {
                self.compare(group, test, program.answer(test.tc_id))?;
            }
        }
        let Err(problem) = program.finish() else { return Ok(()) };
        self.tally.problems += 1;
        match self.tally.format {
            Format::Json => {
                let problem = Problem { file: &self.file, problem: &problem };
                self.tally.report.json(&problem).context("standard output")
            }
            Format::Text => {
                self.failures.problem(problem);
                Ok(())
            }
        }
    }

    fn compare(
        &mut self,
        group: &'v Group,
        test: &'v Test,
        verdict: Result<Verdict, NoVerdict>,
    ) -> anyhow::Result<()> {
        let verdict = verdict.map(|verdict| test.expected().differences(&verdict));
        if verdict.as_ref().is_ok_and(Vec::is_empty) {
            self.tally.passed += 1;
            return Ok(());
        }
        self.tally.failed += 1;
        match (self.tally.format, verdict) {
            (Format::Json, verdict) => {
                let problem = verdict.as_ref().err().map(ToString::to_string);
                let failure = Failure {
                    file: &self.file,
                    tc_id: test.tc_id,
                    comment: &test.comment,
                    differences: verdict.as_deref().unwrap_or_default(),
                    problem: problem.as_deref(),
                };
                return self.tally.report.json(&failure).context("standard output");
            }
            (Format::Text, Ok(differences)) => {
                let all = differences.iter().map(ToString::to_string).collect::<Vec<_>>();
                self.failures.wrong(group, test, all.join("; "));
            }
            (Format::Text, Err(NoVerdict::Answer(problem))) => {
                self.failures.unreadable(group, test, problem);
            }
            (Format::Text, Err(NoVerdict::Ended(end))) => self.failures.unanswered(test, end),
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        let Tally { report, limit, .. } = self.tally;
        self.failures.write(report, &self.file, *limit).context("standard output")
    }
}

impl Tally {
    fn finish(mut self) -> anyhow::Result<Status> {
        let Self { passed, failed, .. } = self;
        let good = failed == 0 && self.problems == 0;
        match self.format {
            Format::Json => self.report.json(&Summary { passed, failed }),
            Format::Text => {
                let color = if good { AnsiColor::Green } else { AnsiColor::Red };
                let style = self.report.style(color);
                self.report.text(format_args!("{style}{passed} passed, {failed} failed{style:#}"))
            }
        }
        .and_then(|()| self.report.flush())
        .context("standard output")?;
        Ok(if good { Status::Good } else { Status::Bad })
    }
}
