//! Exit codes and output where standard error or standard output can't be written.

#![cfg(target_os = "linux")]

mod util;

use std::{
    fs::{File, Permissions},
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
};
use tempfile::{NamedTempFile, TempDir};
use util::{
    AUTHORIZED, CONFORMANCE, ID, KEY, MISMATCH, NOW, PRODUCT_CODE, file, program::Replay, query,
    vectors::vectors,
};

/// A stream that loses what is written to it, with its name.
const BROKEN: [&str; 3] = ["full", "closed", "without a reader"];

/// Runs `storeauth` with one stream broken, and returns what the other one got, with the exit code.
#[track_caller]
fn run_with(broken: &str, descriptor: u8, arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = if broken == "closed" {
        // Only a shell starts a program without a stream.
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("exec \"$@\" {descriptor}>&-"), "sh"]);
        shell.arg(env!("CARGO_BIN_EXE_storeauth"));
        shell
    } else {
        Command::new(env!("CARGO_BIN_EXE_storeauth"))
    };
    command.args(arguments).env_remove("STOREAUTH_SERVER_KEY_FILE").stdin(Stdio::null());
    let lost = match broken {
        "full" => Stdio::from(File::options().write(true).open("/dev/full").unwrap()),
        "closed" => Stdio::null(),
        _ => {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            Stdio::from(writer)
        }
    };
    let output = match descriptor {
        1 => command.stdout(lost).stderr(Stdio::piped()).output(),
        _ => command.stderr(lost).stdout(Stdio::piped()).output(),
    }
    .unwrap();
    let other = if descriptor == 1 { output.stderr } else { output.stdout };
    (String::from_utf8(other).unwrap(), output.status.code())
}

/// A key file that every user can read, of which each command that reads it warns.
fn open_key() -> NamedTempFile {
    let key = file(KEY);
    std::fs::set_permissions(key.path(), Permissions::from_mode(0o644)).unwrap();
    key
}

fn path(file: &NamedTempFile) -> &str {
    file.path().to_str().unwrap()
}

/// The command prints this and ends so, whatever standard error is.
#[track_caller]
fn assert_ends_without_stderr(arguments: &[&str], stdout: &str, code: i32) {
    for broken in BROKEN {
        let ended = run_with(broken, 2, arguments);
        assert_eq!(ended, (stdout.to_owned(), Some(code)), "{broken}: {arguments:?}");
    }
}

/// As with a standard error that takes what is written.
#[track_caller]
fn assert_ends_as_ever(arguments: &[&str], code: i32) {
    let command = || Command::new(env!("CARGO_BIN_EXE_storeauth"));
    let whole = command().args(arguments).stdin(Stdio::null()).output().unwrap();
    assert_ne!(whole.stderr, b"", "expected something to be lost: {arguments:?}");
    assert_eq!(whole.status.code(), Some(code), "{arguments:?}");
    let stdout = String::from_utf8(whole.stdout).unwrap();
    assert_ends_without_stderr(arguments, &stdout, code);
}

// Standard error

#[test]
fn a_verdict_is_printed_where_a_warning_is_lost() {
    let key = open_key();
    let verify = ["verify", "--server-key-file", path(&key), "--at", NOW];
    let with = |request: &str| [&verify[..], &[request]].concat().join("\n");
    for (request, stdout, code) in
        [(query(), AUTHORIZED, 0), (query().replace("&signature=1", "&signature=2"), MISMATCH, 1)]
    {
        let arguments = with(&request);
        assert_ends_without_stderr(&arguments.split('\n').collect::<Vec<_>>(), stdout, code);
    }
}

#[test]
fn every_command_that_warns_ends_as_ever_where_the_warning_is_lost() {
    let key = open_key();
    let key = path(&key);
    let query = query();
    assert_ends_as_ever(&["explain", "--server-key-file", key, "--at", NOW, &query], 0);
    let expires = ["--expires", NOW];
    let sign = ["sign", "--server-key-file", key, "--id", ID, "--pc", PRODUCT_CODE];
    assert_ends_as_ever(&[&sign[..], &expires].concat(), 0);
    assert_ends_as_ever(&["generate", "--server-key-file", key, "--count", "3"], 0);
}

#[test]
fn an_audit_sums_up_where_its_errors_are_lost() {
    let (key, log) = (open_key(), file(format!("{}\n", query())));
    let audit = ["audit", "--server-key-file", path(&key), "--at", NOW, path(&log)];
    assert_ends_as_ever(&audit, 0);
    assert_ends_as_ever(&[&audit[..], &["missing.log"]].concat(), 2);
}

#[test]
fn a_program_under_test_is_compared_where_what_it_complains_of_is_lost() {
    let replay = Replay::of(&vectors());
    let (exec, vectors) = (replay.sh(r#"echo complaint >&2; cat "$1""#), path(&replay.vectors));
    assert_ends_as_ever(&["conformance", "--exec", &exec, vectors], 0);
}

#[test]
fn an_error_ends_with_exit_code_2_where_it_is_lost() {
    let key = open_key();
    assert_ends_as_ever(&["verify", "id=a"], 2);
    assert_ends_as_ever(&["verify", "--server-key-file", "missing", "id=a"], 2);
    assert_ends_as_ever(&["keygen", "--output", path(&key)], 2);
    assert_ends_as_ever(&["man", "--output", "missing/folder"], 2);
    assert_ends_as_ever(&["conformance", "missing.json"], 2);
}

#[test]
fn a_mistake_in_the_use_ends_with_exit_code_2_where_the_message_is_lost() {
    for arguments in [&[][..], &["verfy"], &["verify", "--no-such"], &["sign"], &["demo", "x"]] {
        assert_ends_as_ever(arguments, 2);
    }
}

// Standard output

#[test]
fn help_that_cannot_be_written_is_an_error() {
    for arguments in [&["--help"][..], &["--version"], &["help"], &["help", "sign"], &["man", "-h"]]
    {
        let (stderr, code) = run_with("full", 1, arguments);
        assert!(stderr.starts_with("error: standard output: "), "{arguments:?}: {stderr}");
        assert_eq!(code, Some(2), "{arguments:?}");
        let unread = run_with("without a reader", 1, arguments);
        assert_eq!(unread, (String::new(), Some(2)), "{arguments:?}");
    }
}

/// The system gives a program that is started without a standard output one that takes everything.
#[test]
fn a_closed_standard_output_is_one_that_nobody_looks_at() {
    let key = file(KEY);
    let verify = ["verify", "--server-key-file", path(&key), "--at", NOW];
    let query = query();
    let good = [&verify[..], &[&query]].concat();
    assert_eq!(run_with("closed", 1, &good), (String::new(), Some(0)));
    let bad = [&verify[..], &["id=a&pc=b"]].concat();
    assert_eq!(run_with("closed", 1, &bad), (String::new(), Some(1)));
    for arguments in [&["--help"][..], &["keygen"], &["demo"], &["completions", "bash"]] {
        assert_eq!(run_with("closed", 1, arguments), (String::new(), Some(0)), "{arguments:?}");
    }
}

#[test]
fn everything_that_prints_much_reports_that_it_could_not() {
    let (key, folder) = (file(KEY), TempDir::new().unwrap());
    let log = folder.path().join("log");
    std::fs::write(&log, format!("{}\n", query())).unwrap();
    let (key, log) = (path(&key), log.to_str().unwrap());
    for arguments in [
        &["generate", "--server-key-file", key][..],
        &["conformance", CONFORMANCE],
        &["audit", "--server-key-file", key, "--at", NOW, log],
    ] {
        let (stderr, code) = run_with("full", 1, arguments);
        assert!(stderr.starts_with("error: standard output: "), "{arguments:?}: {stderr}");
        assert_eq!(code, Some(2), "{arguments:?}");
        let unread = run_with("without a reader", 1, arguments);
        assert_eq!(unread, (String::new(), Some(2)), "{arguments:?}");
    }
}
