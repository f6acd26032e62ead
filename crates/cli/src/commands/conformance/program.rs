//! Another implementation, run as a program: requests go to its standard input, verdicts come from its output.

use crate::lines::{self, Line};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::{
    io::{self, BufReader, BufWriter, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};
use store_auth_requests::LINE_MAX;
use store_auth_vectors::{Instant as VectorInstant, Key, Outcome, Policy, Vectors, Verdict};

/// A running program that is given every test of a vectors file.
pub(crate) struct Program {
    child: Child,
    answers: Receiver<Result<Vec<u8>, String>>,
    timeout: Duration,
    /// Why there will be no more answers.
    ended: Option<String>,
}

/// One test, as the program gets it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'a> {
    tc_id: u64,
    now: &'a VectorInstant,
    server_keys: &'a [Key],
    policy: &'a Policy,
    id: &'a str,
    pc: &'a str,
    expiry: &'a str,
    signature: &'a str,
}

/// One answer of the program.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Answer {
    tc_id: Option<u64>,
    result: Outcome,
    reason: Option<String>,
    field: Option<String>,
    key: Option<u64>,
    expires_at: Option<VectorInstant>,
    #[serde(rename = "message")]
    _message: Option<String>,
    #[serde(rename = "line")]
    _line: Option<u64>,
}

impl Program {
    /// Starts the program and begins to write all tests to it.
    pub(crate) fn start(
        command: &[String],
        vectors: &Vectors,
        timeout: Duration,
    ) -> anyhow::Result<Self> {
        let (program, arguments) = command.split_first().context("--exec: expected a program")?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("--exec: {program}"))?;
        let stdin = child.stdin.take().context("--exec: no standard input")?;
        let stdout = child.stdout.take().context("--exec: no standard output")?;
        let questions = questions(vectors)?;
        thread::spawn(move || ask(stdin, &questions));
        let (sender, answers) = mpsc::sync_channel(64);
        thread::spawn(move || listen(stdout, &sender));
        Ok(Self { child, answers, timeout, ended: None })
    }

    /// The next answer, or why there is none.
    pub(crate) fn answer(&mut self, tc_id: u64) -> Result<Verdict, String> {
        if let Some(ended) = &self.ended {
            return Err(format!("no answer: {ended}"));
        }
        match self.answers.recv_timeout(self.timeout) {
            Ok(line) => read_answer(&line?, tc_id),
            Err(RecvTimeoutError::Timeout) => {
                // One that has ended may have left its output open to a program of its own.
                let ended = if let Ok(Some(status)) = self.child.try_wait() {
                    format!("the program ended with {status}")
                } else {
                    let waited = humantime::format_duration(self.timeout);
                    format!("the program was stopped after {waited} of silence")
                };
                let ended = self.ended.insert(ended);
                let problem = format!("no answer: {ended}");
                self.stop();
                Err(problem)
            }
            Err(RecvTimeoutError::Disconnected) => {
                let ended = match self.wait() {
                    Some(status) => format!("the program ended with {status}"),
                    None => "the program closed its output".to_owned(),
                };
                let ended = self.ended.insert(ended);
                Err(format!("no answer: {ended}"))
            }
        }
    }

    /// Ends the program after its last answer: it should say no more, and end by itself with success.
    pub(crate) fn finish(mut self) -> Result<(), String> {
        let waited = humantime::format_duration(self.timeout);
        if self.ended.is_some() {
            // Told with the answers that are missing.
            return Ok(());
        }
        match self.answers.recv_timeout(self.timeout) {
            Ok(_) => Err("the program printed more lines than there are tests".to_owned()),
            Err(RecvTimeoutError::Timeout) => Err(format!(
                "the program was stopped: it had not ended {waited} after its last answer"
            )),
            Err(RecvTimeoutError::Disconnected) => match self.wait() {
                Some(status) if status.success() => Ok(()),
                Some(status) => Err(format!("the program ended with {status}")),
                None => Err(format!(
                    "the program was stopped: it had not ended {waited} after it closed its output"
                )),
            },
        }
    }

    /// How the program ended, if it does within the time limit.
    fn wait(&mut self) -> Option<std::process::ExitStatus> {
        let start = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if start.elapsed() < self.timeout => {
                    thread::sleep(Duration::from_millis(5));
                }
                _ => return None,
            }
        }
    }

    fn stop(&mut self) {
        // It may have ended meanwhile, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.stop();
    }
}

fn questions(vectors: &Vectors) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut questions = Vec::with_capacity(vectors.number_of_tests);
    for group in &vectors.test_groups {
        for test in &group.tests {
            let mut line = serde_json::to_vec(&Question {
                tc_id: test.tc_id,
                now: &group.now,
                server_keys: &group.server_keys,
                policy: &group.policy,
                id: &test.id,
                pc: &test.pc,
                expiry: &test.expiry,
                signature: &test.signature,
            })?;
            line.push(b'\n');
            questions.push(line);
        }
    }
    Ok(questions)
}

/// Writes all questions, whether or not answers are read, and closes the program's input.
fn ask(stdin: ChildStdin, questions: &[Vec<u8>]) {
    let mut stdin = BufWriter::new(stdin);
    // A program that stops reading is noticed by the answers that it doesn't give.
    let _ =
        questions.iter().try_for_each(|line| stdin.write_all(line)).and_then(|()| stdin.flush());
}

/// Passes on the program's lines until its output ends or nobody listens.
fn listen(stdout: ChildStdout, sender: &mpsc::SyncSender<Result<Vec<u8>, String>>) {
    let mut reader = BufReader::new(stdout);
    loop {
        let mut buffer = Vec::new();
        let line = match lines::read_line(&mut reader, &mut buffer) {
            Ok(Line::End) => return,
            Ok(Line::Whole) => Ok(buffer),
            Ok(Line::TooLong) => Err(format!("expected a line of at most {LINE_MAX} bytes")),
            Err(error) => Err(io::Error::to_string(&error)),
        };
        if sender.send(line).is_err() {
            return;
        }
    }
}

fn read_answer(line: &[u8], tc_id: u64) -> Result<Verdict, String> {
    let answer: Answer = serde_json::from_slice(line).map_err(|error| {
        let start = &line[..line.len().min(60)];
        format!("expected a verdict, found \"{}\": {error}", start.escape_ascii())
    })?;
    if answer.tc_id.is_some_and(|found| found != tc_id) {
        let found = answer.tc_id.unwrap_or_default();
        return Err(format!("expected an answer to tcId {tc_id}, found one to {found}"));
    }
    Ok(Verdict {
        result: answer.result,
        reason: answer.reason,
        field: answer.field,
        key: answer.key,
        expires_at: answer.expires_at,
    })
}
