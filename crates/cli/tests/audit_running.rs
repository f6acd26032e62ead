//! `storeauth audit` while it runs: threads, Ctrl-C, memory.

#![cfg(target_os = "linux")]

mod util;

use flate2::{Compression, write::GzEncoder};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    process::{Child, ChildStdin},
    thread,
    time::Duration,
};
use tempfile::tempdir;
use util::{
    EXPIRY, ID, KEY, NOW, OTHER_KEY, PRODUCT_CODE, SIGNATURE,
    audit::{audit, generated, ndjson},
};

/// What is printed and what `--denied` and `--report` write, by so many threads.
fn outputs(log: &str, threads: &str) -> [String; 4] {
    let folder = tempdir().unwrap();
    let paths = ["denied", "report"].map(|name| folder.path().join(name));
    let command = audit().key(OTHER_KEY).args(["--threads", threads, "--format", "json"]);
    let command = command.arg("--denied").arg(&paths[0]).arg("--report").arg(&paths[1]);
    let json = command.stdin(log).run();
    let text = audit().key(OTHER_KEY).args(["--threads", threads]).stdin(log).run();
    let [denied, report] = paths.map(|path| fs::read_to_string(path).unwrap());
    [json.stdout, text.stdout, denied, report]
}

#[test]
fn any_number_of_threads_prints_and_writes_the_same() {
    // More ids and products than are counted apart, in many chunks.
    let args = ["--count", "30000", "--ids", "1000000", "--products", "1000000"];
    let log = generated(&[KEY, OTHER_KEY], &[&args[..], &["--share", "expired=80"]].concat());
    let one = outputs(&log, "1");
    let summary: Value = serde_json::from_str(&one[0]).unwrap();
    assert!(summary["deniedIds"]["error"].as_u64().unwrap() > 0, "{}", summary["deniedIds"]);
    for threads in ["2", "4", "13"] {
        assert_eq!(outputs(&log, threads), one);
    }
}

#[test]
fn denied_lines_are_in_the_order_of_the_log() {
    let args = ["--count", "30000", "--share", "signature-mismatch=50"];
    let [_, _, denied, _] = outputs(&generated(&[KEY], &args), "4");
    let lines: Vec<_> = denied
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["line"].as_u64().unwrap())
        .collect();
    assert!(lines.len() > 10_000 && lines.is_sorted_by(|one, next| one < next));
}

struct Running {
    child: Child,
    sent: u64,
    stdin: Option<ChildStdin>,
}

impl Running {
    /// `storeauth audit --format json` of a pipe that stays open.
    fn start(args: &[&str]) -> Self {
        // The key's file must be there until it is read, which it is before standard input.
        let mut command = audit().args(["--format", "json"]).args(args);
        let mut child = command.command().spawn().unwrap();
        let stdin = child.stdin.take();
        let mut running = Self { child, stdin, sent: 0 };
        // More than a pipe holds: it has read the key.
        running.send(&"rubbish of a log that goes on for a while\n".repeat(4000));
        running
    }

    fn send(&mut self, text: &str) {
        self.send_bytes(text.as_bytes());
    }

    fn send_bytes(&mut self, bytes: &[u8]) {
        self.stdin.as_mut().unwrap().write_all(bytes).unwrap();
        self.sent += bytes.len() as u64;
    }

    fn interrupt(&self, signal: Signal) {
        let process = Pid::from_child(&self.child);
        kill_process(process, signal).unwrap();
    }

    /// The summary, standard error and the exit code. Standard input stays open until then.
    fn end(mut self) -> (String, String, Option<i32>) {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        (stdout, stderr, self.child.wait().unwrap().code())
    }

    /// Until it has read as many bytes as were sent to it.
    #[track_caller]
    fn wait_until_read(&self) {
        for _ in 0..6000 {
            let io = fs::read_to_string(format!("/proc/{}/io", self.child.id())).unwrap();
            let read = io.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap();
            if read.parse::<u64>().unwrap() >= self.sent {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("expected all of {} bytes to be read", self.sent);
    }

    /// The most memory that it has had in use, in KiB.
    fn peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

#[test]
fn a_signal_has_all_that_was_read_counted_and_printed() {
    for (threads, signal, code) in [
        ("1", Signal::INT, 130),
        ("3", Signal::INT, 130),
        ("2", Signal::TERM, 143),
        ("2", Signal::HUP, 129),
    ] {
        let mut running = Running::start(&["--input-format", "ndjson", "--threads", threads]);
        running.send(&ndjson(NOW).repeat(10_000));
        running.send("{\"id\":\"half a li");
        running.wait_until_read();
        // It would wait for the rest of the line for ever.
        running.interrupt(signal);
        let (stdout, stderr, found) = running.end();
        let summary: Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!(summary["complete"], false);
        assert_eq!(summary["authorized"], 10_000);
        assert_eq!(summary["garbage"], 4000, "the line that was cut off is none");
        assert_eq!(stderr, "warning: stopped: this is what was found so far\n");
        assert_eq!(found, Some(code));
    }
}

#[test]
fn a_pipe_that_nobody_writes_to_is_left_at_the_first_signal() {
    let folder = tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0)
        .unwrap();
    let mut command = audit().args(["--format", "json"]).arg(&pipe);
    let child = command.command().spawn().unwrap();
    let running = Running { child, stdin: None, sent: 0 };
    // The one that waits for signals, the one that audits, and the one that opens the pipe.
    let threads = format!("/proc/{}/task", running.child.id());
    for _ in 0..6000 {
        if fs::read_dir(&threads).unwrap().count() >= 3 {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    running.interrupt(Signal::INT);
    let (stdout, _, code) = running.end();
    let summary: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&summary["complete"], code), (&false.into(), Some(130)));
}

/// Requests that nobody signed, each of another id, product and hour.
fn attack(from: u32, to: u32) -> String {
    let request = |number: u32| {
        let (day, hour) = (number / 24, number % 24);
        let (year, month, day) = (2000 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
        ndjson(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:00:00Z"))
            .replace(ID, &format!("{number:064}"))
            .replace(PRODUCT_CODE, &format!("{number:050}"))
    };
    (from..to).map(request).collect()
}

#[test]
fn memory_does_not_grow_with_the_lines_whatever_is_in_them() {
    assert!(attack(0, 1).contains(SIGNATURE) && attack(0, 1).contains(EXPIRY));
    let mut running = Running::start(&["--input-format", "ndjson", "--threads", "2"]);
    running.send(&attack(0, 60_000));
    let before = running.peak();
    running.send(&attack(60_000, 300_000));
    let after = running.peak();
    drop(running.stdin.take());
    assert_eq!(running.end().2, Some(1));
    assert!(after < before + 4 * 1024, "from {before} to {after} KiB");
}

/// So many mebibytes of one byte as gzip.
fn gzip(mebibytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..mebibytes {
        encoder.write_all(&b"a".repeat(1024 * 1024)).unwrap();
    }
    encoder.finish().unwrap()
}

/// The same as zstd: blocks that say of a byte how often it is repeated.
fn zstd(mebibytes: usize) -> Vec<u8> {
    // No checksum, and a window as large as a block.
    let header = *b"\x28\xb5\x2f\xfd\x00\x38";
    let [low, middle, high, _] = (((128_u32 * 1024) << 3) | (1 << 1)).to_le_bytes();
    let block = [low, middle, high, b'a'];
    let last = [1, 0, 0];
    [&header[..], &block.repeat(mebibytes * 8), &last].concat()
}

#[test]
fn memory_does_not_grow_with_what_an_archive_unfolds_to() {
    for archive in [gzip, zstd] {
        let mut command = audit().args(["--format", "json", "--input-format", "ndjson"]);
        let mut child = command.command().spawn().unwrap();
        let stdin = child.stdin.take();
        let mut running = Running { child, stdin, sent: 0 };
        // All that is behind it, more than is read ahead, is read only once it is unfolded.
        let empty = archive(0);
        let mut unfold = |mebibytes| {
            running.send_bytes(&archive(mebibytes));
            running.send_bytes(&empty.repeat(1024 * 1024 / empty.len()));
            running.wait_until_read();
            running.peak()
        };
        let before = unfold(2);
        let after = unfold(64);
        drop(running.stdin.take());
        let (stdout, stderr, code) = running.end();
        let summary: Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!((&summary["garbage"], code), (&1.into(), Some(1)), "{stderr}");
        assert!(after < before + 4 * 1024, "from {before} to {after} KiB");
    }
}

#[test]
fn hours_beyond_those_counted_apart_are_counted_together() {
    let (summary, _) = audit().stdin(attack(0, 12_000)).summary();
    assert_eq!(summary["hours"].as_array().unwrap().len(), 10_000);
    assert_eq!(summary["requestsInOtherHours"], 2000);
    assert_eq!(summary["denied"], 12_000);
}
