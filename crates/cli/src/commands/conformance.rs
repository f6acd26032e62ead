//! `storeauth conformance`

mod program;

use crate::{
    options::values::{Format, duration},
    output::{report::Report, status::Status},
};
use anstyle::AnsiColor;
use anyhow::Context;
use program::Program;
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use store_auth_vectors::{Difference, Test, Vectors, Verdict};

/// Compare this implementation's verdicts, or any other's, with test vectors
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth conformance tests/vectors/conformance.json
  storeauth conformance --exec 'python3 tests/vectors/oracle.py' tests/vectors/*.json

With --exec, the program gets one JSON object a line on standard input, with the members tcId,
now, serverKeys, policy, id, pc, expiry and signature, each as in the file. For each it prints,
in order, one JSON object on a line of its own, with result, reason, field, key and expiresAt as
the vectors have them; members that would be null may be left out, and tcId, message and line may
be added. Its standard error is passed on.

Exit codes: 0 all passed, 1 some failed, 2 usage, I/O, or a file that is no vectors file.")]
pub(crate) struct Args {
    /// Vectors file, of the schema store-auth-vectors-v1
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Program to test in place of this implementation, with its arguments
    #[arg(long, value_name = "PROGRAM ARGS", value_parser = command)]
    exec: Option<Command>,

    /// How long to wait for each answer of the program
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "10s", requires = "exec")]
    timeout: Duration,

    /// How to write the differences
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
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
        passed: 0,
        failed: 0,
        problems: 0,
    };
    for (path, vectors) in &files {
        match &args.exec {
            None => tally.test_this_implementation(path, vectors)?,
            Some(Command(words)) => tally.test_program(path, vectors, words, args.timeout)?,
        }
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
    passed: usize,
    failed: usize,
    /// What went wrong with a program beside its answers.
    problems: usize,
}

/// A failed test, as JSON. It has differences, or a problem where there was no verdict to compare.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure<'a> {
    file: String,
    tc_id: u64,
    comment: &'a str,
    differences: &'a [Difference],
    problem: Option<&'a str>,
}

#[derive(Serialize)]
struct Problem<'a> {
    file: String,
    problem: &'a str,
}

#[derive(Serialize)]
struct Summary {
    passed: usize,
    failed: usize,
}

impl Tally {
    fn test_this_implementation(&mut self, path: &Path, vectors: &Vectors) -> anyhow::Result<()> {
        for group in &vectors.test_groups {
            let verifier = group.verifier()?;
            for test in &group.tests {
                let verdict = verifier.verify_at(&test.request(), group.now.0);
                self.compare(path, test, Ok(Verdict::from(&verdict)))?;
            }
        }
        Ok(())
    }

    fn test_program(
        &mut self,
        path: &Path,
        vectors: &Vectors,
        command: &[String],
        timeout: Duration,
    ) -> anyhow::Result<()> {
        let mut program = Program::start(command, vectors, timeout)?;
        for test in vectors.test_groups.iter().flat_map(|group| &group.tests) {
            self.compare(path, test, program.answer(test.tc_id))?;
        }
        if let Err(problem) = program.finish() {
            self.problems += 1;
            let file = path.display().to_string();
            match self.format {
                Format::Json => self.report.json(&Problem { file, problem: &problem }),
                Format::Text => self.report.text(format_args!("{file}: {problem}")),
            }
            .context("standard output")?;
        }
        Ok(())
    }

    fn compare(
        &mut self,
        path: &Path,
        test: &Test,
        verdict: Result<Verdict, String>,
    ) -> anyhow::Result<()> {
        let (differences, problem) = match verdict {
            Ok(verdict) => (test.expected().differences(&verdict), None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        if differences.is_empty() && problem.is_none() {
            self.passed += 1;
            return Ok(());
        }
        self.failed += 1;
        let file = path.display().to_string();
        let (tc_id, comment) = (test.tc_id, &test.comment);
        match self.format {
            Format::Json => self.report.json(&Failure {
                file,
                tc_id,
                comment,
                differences: &differences,
                problem: problem.as_deref(),
            }),
            Format::Text => {
                let differences = differences.iter().map(ToString::to_string);
                let all = problem.into_iter().chain(differences).collect::<Vec<_>>().join("; ");
                self.report.text(format_args!("{file}: tcId {tc_id} ({comment}): {all}"))
            }
        }
        .context("standard output")
    }

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
