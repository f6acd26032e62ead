//! The failed tests of a vectors file, for people: by flag, the first of each whole.

use crate::output::report::Report;
use serde_json::json;
use std::{collections::BTreeMap, io};
use store_auth_vectors::{Group, Test, Vectors};

/// What went wrong with the tests of one vectors file.
pub(crate) struct Failures<'v> {
    vectors: &'v Vectors,
    /// Wrong verdicts, by the first flag of their tests.
    by_flag: BTreeMap<&'v str, Vec<Case<'v>>>,
    /// Tests whose answer was no verdict.
    unreadable: Vec<Case<'v>>,
    unanswered: Option<Unanswered>,
    /// What went wrong beside the tests.
    problem: Option<String>,
}

/// One failed test.
struct Case<'v> {
    group: &'v Group,
    test: &'v Test,
    problem: String,
}

/// Tests that a program gave no answer to.
struct Unanswered {
    /// What became of the program.
    end: String,
    first: u64,
    count: usize,
}

impl<'v> Failures<'v> {
    pub(crate) fn of(vectors: &'v Vectors) -> Self {
        let (by_flag, unreadable) = (BTreeMap::new(), Vec::new());
        Self { vectors, by_flag, unreadable, unanswered: None, problem: None }
    }

    /// The verdict is another than the expected one.
    pub(crate) fn wrong(&mut self, group: &'v Group, test: &'v Test, differences: String) {
        let flag = test.flags.first().map_or("", String::as_str);
        self.by_flag.entry(flag).or_default().push(Case { group, test, problem: differences });
    }

    /// What was answered is no verdict.
    pub(crate) fn unreadable(&mut self, group: &'v Group, test: &'v Test, problem: String) {
        self.unreadable.push(Case { group, test, problem });
    }

    /// No answer came, for this is how the program ended.
    pub(crate) fn unanswered(&mut self, test: &Test, end: String) {
        let first = test.tc_id;
        self.unanswered.get_or_insert(Unanswered { end, first, count: 0 }).count += 1;
    }

    /// Something went wrong with the program beside its answers.
    pub(crate) fn problem(&mut self, problem: String) {
        self.problem = Some(problem);
    }

    /// Writes all of it, with the file's name before each paragraph and at most `limit` tests in each.
    pub(crate) fn write(&self, out: &mut Report, file: &str, limit: usize) -> io::Result<()> {
        if let Some(Unanswered { end, first, count }) = &self.unanswered {
            out.text(format_args!(
                "{file}: no answer from tcId {first} on, {count} in all: {end}"
            ))?;
        }
        if !self.unreadable.is_empty() {
            let count = self.unreadable.len();
            out.text(format_args!("{file}: {count} with an answer that is no verdict"))?;
            write_cases(out, &self.unreadable, limit)?;
        }
        for (flag, cases) in &self.by_flag {
            let count = cases.len();
            match self.vectors.notes.get(*flag) {
                Some(note) => out.text(format_args!("{file}: {count} failed in {flag}: {note}"))?,
                None => out.text(format_args!("{file}: {count} failed without a flag"))?,
            }
            write_cases(out, cases, limit)?;
        }
        match &self.problem {
            Some(problem) => out.text(format_args!("{file}: {problem}")),
            None => Ok(()),
        }
    }
}

fn write_cases(out: &mut Report, cases: &[Case<'_>], limit: usize) -> io::Result<()> {
    let shown = cases.len().min(limit);
    for case in &cases[..shown] {
        write_case(out, case)?;
    }
    match cases.len() - shown {
        0 => Ok(()),
        more if shown == 0 => out.text(format_args!("  {more} not shown")),
        more => out.text(format_args!("  and {more} more")),
    }
}

/// All that a verdict depends on.
fn write_case(out: &mut Report, case: &Case<'_>) -> io::Result<()> {
    let Case { group, test, problem } = case;
    let Test { tc_id, comment, id, pc, expiry, signature, .. } = test;
    out.text(format_args!("  tcId {tc_id} ({comment}): {problem}"))?;
    out.text(format_args!("    now         {}", json!(group.now)))?;
    for (index, key) in group.server_keys.iter().enumerate() {
        let end = match &key.accept_until {
            Some(until) => format!("acceptUntil {}", json!(until)),
            None => "acceptUntil null".to_owned(),
        };
        // Whoever copies the report need not spread keys.
        out.text(format_args!("    key {index:<7} {} bytes, {end}", key.key.len()))?;
    }
    let policy = serde_json::to_string(&group.policy)?;
    out.text(format_args!("    policy      {policy}"))?;
    for (name, text) in [("id", id), ("pc", pc), ("expiry", expiry), ("signature", signature)] {
        out.text(format_args!("    {name:<11} {text:?}"))?;
    }
    Ok(())
}
