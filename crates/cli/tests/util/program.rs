//! Programs for `storeauth conformance --exec`: command lines, and shell scripts that replay answers from a file.

use super::{
    Output, Storeauth, file, shown, storeauth,
    vectors::{TESTS, answers, vectors},
};
use serde_json::Value;
use std::{fs, path::Path};
use tempfile::NamedTempFile;

/// Answers when it is asked, one line for each.
pub(crate) const ONE_BY_ONE: &str =
    r#"while read -r question; do read -r answer <&3; printf '%s\n' "$answer"; done 3<"$1""#;
/// Answers all at once, without looking at what it is asked.
pub(crate) const AT_ONCE: &str = r#"cat "$1""#;
/// Answers nothing and never ends. The shell becomes it, so that nothing is left when it is stopped.
pub(crate) const SILENCE: &str = "exec tail -f /dev/null";

/// A vectors file, and a file with an answer a line.
pub(crate) struct Replay {
    pub(crate) vectors: NamedTempFile,
    pub(crate) answers: NamedTempFile,
}

impl Replay {
    /// Of these vectors, with the answers that they expect.
    pub(crate) fn of(vectors: &Value) -> Self {
        Self { vectors: file(vectors.to_string()), answers: file(answers(vectors)) }
    }

    /// Of the vectors at `path`, with the answers that they expect.
    #[track_caller]
    pub(crate) fn of_file(path: &str) -> Self {
        Self::of(&serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
    }

    /// Of the small vectors file, with other answers.
    pub(crate) fn answering(answers: impl AsRef<[u8]>) -> Self {
        Self { vectors: file(vectors().to_string()), answers: file(answers) }
    }

    /// Of the small vectors file, with the answers that it expects after `change`.
    pub(crate) fn changed(change: impl FnOnce(&mut Value)) -> Self {
        let mut vectors = vectors();
        change(&mut vectors);
        Self::answering(answers(&vectors))
    }

    /// `storeauth conformance` with this program, which shows every failed test.
    pub(crate) fn command(&self, exec: &str) -> Storeauth {
        storeauth("conformance").args(["--exec", exec, "--limit", "100"]).arg(self.vectors.path())
    }

    /// A shell script as a program. Its `$1` is the file with the answers.
    pub(crate) fn sh(&self, script: &str) -> String {
        quoted(&["sh", "-c", script, "sh", text(self.answers.path())])
    }

    #[track_caller]
    pub(crate) fn run_script(&self, script: &str) -> Output {
        self.command(&self.sh(script)).run()
    }

    /// With a time limit, for scripts that are to reach it.
    #[track_caller]
    pub(crate) fn run_script_within(&self, timeout: &str, script: &str) -> Output {
        self.command(&self.sh(script)).args(["--timeout", timeout]).run()
    }

    /// A report of exactly these problems and failed tests, in this order, and the count.
    #[track_caller]
    pub(crate) fn assert_reports(&self, run: &Output, problems: &[&str], count: &str) {
        let path = shown(self.vectors.path());
        let mut lines: Vec<_> = run.stdout.lines().collect();
        assert_eq!(lines.pop(), Some(count), "{}", run.stdout);
        assert_eq!(reported(&path, &lines), problems);
        assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
    }

    /// The program ended so, before its first answer, and the report says it once.
    #[track_caller]
    pub(crate) fn assert_reports_no_answer(&self, run: &Output, end: &str) {
        let problem = format!("no answer from tcId 1 on, {TESTS} in all: {end}");
        self.assert_reports(run, &[&problem], "0 passed, 7 failed");
    }
}

/// The problems of one file and its failed tests, without how many there are of each kind and what they consist of.
fn reported<'l>(path: &str, lines: &[&'l str]) -> Vec<&'l str> {
    let mut reported = Vec::new();
    for line in lines {
        let of_file = line.strip_prefix(path).and_then(|line| line.strip_prefix(": "));
        let is_heading = |line: &&str| {
            line.contains(" failed in ") || line.ends_with(" with an answer that is no verdict")
        };
        match of_file {
            Some(line) => reported.extend(Some(line).filter(|line| !is_heading(line))),
            None => reported.extend(line.strip_prefix("  ").filter(|line| !line.starts_with(' '))),
        }
    }
    reported
}

/// A command line, with quotes where they are needed.
pub(crate) fn quoted(words: &[&str]) -> String {
    shlex::try_join(words.iter().copied()).unwrap()
}

#[track_caller]
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
