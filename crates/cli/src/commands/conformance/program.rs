//! Another implementation, run as a program: requests go to its standard input, verdicts come from its output.

use crate::{
    commands::conformance::process_group::{ProcessGroup, Streams},
    lines::{self, Line},
};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    io::{self, BufReader, BufWriter, Read, Write},
    process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};
use store_auth_requests::{LINE_MAX, without_byte_order_mark};
use store_auth_vectors::{
    Instant as VectorInstant, Key, Outcome, Policy, Vectors, Verdict, object, string,
};

/// How long what a stopped program wrote last is waited for.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A running program that is given every test of a vectors file.
pub(crate) struct Program {
    group: ProcessGroup,
    answers: Receiver<Result<Vec<u8>, String>>,
    /// Tells when all that the program wrote to its standard error has been passed on.
    passed_on: Receiver<()>,
    timeout: Duration,
    /// Why there will be no more answers.
    ended: Option<String>,
}

/// Why there is no verdict on a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoVerdict {
    /// The program's answer is none: what was expected.
    Answer(String),
    /// There is no answer to this test, nor to any behind it: what became of the program.
    Ended(String),
}

impl fmt::Display for NoVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(problem) => f.write_str(problem),
            Self::Ended(end) => write!(f, "no answer: {end}"),
        }
    }
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
    #[serde(deserialize_with = "string")]
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
        let questions = questions(vectors)?;
        let (group, streams) = ProcessGroup::start(Command::new(program).args(arguments))
            .with_context(|| format!("--exec: {program}"))?;
        let Streams { stdin, stdout, stderr } = streams;
        thread::spawn(move || ask(stdin, &questions));
        let (sender, answers) = mpsc::sync_channel(64);
        thread::spawn(move || listen(stdout, &sender));
        let (end, passed_on) = mpsc::channel();
        thread::spawn(move || pass_on(stderr, end));
        Ok(Self { group, answers, passed_on, timeout, ended: None })
    }

    /// The next answer, or why there is none.
    pub(crate) fn answer(&mut self, tc_id: u64) -> Result<Verdict, NoVerdict> {
        if let Some(ended) = &self.ended {
            return Err(NoVerdict::Ended(ended.clone()));
        }
        let ended = match self.answers.recv_timeout(self.timeout) {
            Ok(line) => {
                return line.and_then(|line| read_answer(&line, tc_id)).map_err(NoVerdict::Answer);
            }
            // One that has ended may have left its output open to a program of its own.
            Err(RecvTimeoutError::Timeout) => {
                let silent = || {
                    let waited = humantime::format_duration(self.timeout);
                    format!("the program was stopped after {waited} of silence")
                };
                self.group.end().map_or_else(silent, ended_with)
            }
            Err(RecvTimeoutError::Disconnected) => match self.wait() {
                Some(status) => ended_with(status),
                None => "the program closed its output".to_owned(),
            },
        };
        self.stop();
        Err(NoVerdict::Ended(self.ended.insert(ended).clone()))
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
                Some(status) => Err(ended_with(status)),
                None => Err(format!(
                    "the program was stopped: it had not ended {waited} after it closed its output"
                )),
            },
        }
    }

    /// How the program ended, if it does within the time limit.
    fn wait(&mut self) -> Option<ExitStatus> {
        let start = Instant::now();
        loop {
            match self.group.end() {
                None if start.elapsed() < self.timeout => thread::sleep(Duration::from_millis(5)),
                ended => return ended,
            }
        }
    }

    fn stop(&mut self) {
        self.group.stop();
        // Something that left the group may hold the other end for as long as it likes.
        let _ = self.passed_on.recv_timeout(LAST_WORDS);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.stop();
    }
}

fn ended_with(status: ExitStatus) -> String {
    format!("the program ended with {status}")
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

/// Copies what the program complains of, whether or not it can be written: the program is not to wait, nor to end, for that.
fn pass_on(mut stderr: ChildStderr, _end: mpsc::Sender<()>) {
    let mut buffer = vec![0; 8 * 1024];
    loop {
        match stderr.read(&mut buffer) {
            Ok(0) => return,
            Ok(read) => drop(io::stderr().write_all(&buffer[..read])),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

fn read_answer(line: &[u8], tc_id: u64) -> Result<Verdict, String> {
    // Some programs on Windows start their output with one.
    let mut text = serde_json::Deserializer::from_slice(without_byte_order_mark(line));
    let answer = object(&mut text).and_then(|answer: Answer| text.end().map(|()| answer));
    let answer = answer.map_err(|error| {
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
