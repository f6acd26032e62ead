//! Memory for lines of standard input does not grow with their number.

#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

/// The most memory that the process has had in use, in KiB.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn a_hundred_thousand_lines_take_no_more_memory_than_a_hundred() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    fs::write(&key, "e4232e0620f9290025cb3783768c9c8c4686078c").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_storeauth"))
        .args(["verify", "--format", "json", "--server-key-file"])
        .arg(key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut ask = |hundreds: usize| {
        for _ in 0..hundreds {
            for request in ["id=a&pc=b", "{\"id\":\"a\"}", "/feed?cid=a", "rubbish"] {
                stdin.write_all(format!("{request}\n").repeat(25).as_bytes()).unwrap();
            }
            for _ in 0..100 {
                assert!(answers.next().unwrap().unwrap().contains("malformed"));
            }
        }
    };
    ask(1);
    let before = peak(child.id());
    ask(1000);
    let after = peak(child.id());
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(after < before + 1024, "from {before} to {after} KiB");
}
