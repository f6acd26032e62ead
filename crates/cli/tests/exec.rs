//! `storeauth conformance --exec` with this command itself as the program, and the options that go with it.

mod util;

use serde_json::{Value, json};
use tempfile::NamedTempFile;
use util::{
    KEY, NOW, OTHER_KEY, file,
    program::{Replay, quoted, text},
    shown, storeauth,
    vectors::{TESTS, vectors},
};

/// The command `storeauth verify` as a program for the first group of the small vectors file.
fn verify(keys: &[NamedTempFile]) -> String {
    let mut words =
        vec![env!("CARGO_BIN_EXE_storeauth"), "verify", "--format", "json", "--at", NOW];
    for key in keys {
        words.extend(["--server-key-file", text(key.path())]);
    }
    quoted(&words)
}

/// The first group of the small vectors file; of its tests, only those authorized.
fn authorized_tests() -> Value {
    let mut vectors = vectors();
    let groups = vectors["testGroups"].as_array_mut().unwrap();
    groups.truncate(1);
    groups[0]["tests"].as_array_mut().unwrap().truncate(2);
    vectors["numberOfTests"] = json!(2);
    vectors
}

#[test]
fn storeauth_verify_is_a_program_that_passes() {
    let program = [file(KEY), file(OTHER_KEY)];
    let run = Replay::of(&authorized_tests()).command(&verify(&program)).run();
    run.assert_prints(0, "2 passed, 0 failed\n");
}

#[test]
fn storeauth_verify_with_other_keys_fails() {
    let program = [file(OTHER_KEY), file(KEY)];
    let replay = Replay::of(&authorized_tests());
    replay.assert_reports(
        &replay.command(&verify(&program)).run(),
        &[
            "tcId 1 (current key): key: expected 0, found 1",
            "tcId 2 (previous key): key: expected 1, found 0",
        ],
        "0 passed, 2 failed",
    );
}

#[test]
fn a_program_that_ends_before_its_first_answer_fails_every_test() {
    let run = Replay::of(&vectors()).command(&verify(&[])).run();
    let start = format!(": no answer from tcId 1 on, {TESTS} in all: the program ended with ");
    assert_eq!(run.stdout.matches(&start).count(), 1, "{}", run.stdout);
    assert!(run.stdout.ends_with("\n0 passed, 7 failed\n"), "{}", run.stdout);
    assert_eq!(run.code, Some(1));
}

#[test]
fn what_the_program_says_on_standard_error_is_passed_on() {
    let run = Replay::of(&vectors()).command(&verify(&[])).run();
    assert!(run.stderr.starts_with("error: no server key: "), "{}", run.stderr);
}

#[test]
fn a_program_that_ends_with_failure_after_good_answers_is_reported() {
    // It denies some requests, and says so with its exit code.
    let mut vectors = vectors();
    vectors["testGroups"].as_array_mut().unwrap().truncate(1);
    vectors["numberOfTests"] = json!(5);
    let program = [file(KEY), file(OTHER_KEY)];
    let replay = Replay::of(&vectors);
    let run = replay.command(&verify(&program)).run();
    let start = format!("{}: the program ended with exit ", shown(replay.vectors.path()));
    assert!(run.stdout.starts_with(&start), "{}", run.stdout);
    assert!(run.stdout.ends_with(": 1\n5 passed, 0 failed\n"), "{}", run.stdout);
    assert_eq!(run.code, Some(1));
}

// The command line

#[test]
fn a_program_that_is_not_there_is_named() {
    let run = Replay::of(&vectors()).command("no-such-program --flag").run();
    run.assert_system_error("--exec: no-such-program");
}

#[test]
fn quotes_that_do_not_close_are_a_usage_error() {
    for command in ["sh -c 'x", "sh \"x", "sh x\\"] {
        let message = format!(
            "invalid value '{command}' for '--exec <PROGRAM ARGS>': expected quotes in pairs and no backslash at the end"
        );
        storeauth("conformance").args(["--exec", command, "x.json"]).run().assert_usage(&message);
    }
}

#[test]
fn a_command_line_without_a_program_is_a_usage_error() {
    let message = "invalid value ' ' for '--exec <PROGRAM ARGS>': expected a program";
    storeauth("conformance").args(["--exec", " ", "x.json"]).run().assert_usage(message);
    let run = storeauth("conformance").args(["--exec", "", "x.json"]).run();
    assert_eq!((run.stdout.as_str(), run.code), ("", Some(2)));
}

#[test]
fn a_timeout_without_a_program_is_a_usage_error() {
    let run = storeauth("conformance").args(["--timeout", "1s", "x.json"]).run();
    run.assert_usage("the following required arguments were not provided:");
    assert_eq!(run.stderr.lines().nth(1), Some("  --exec <PROGRAM ARGS>"));
}

#[test]
fn a_bad_timeout_is_named() {
    let run = Replay::of(&vectors()).command("x").args(["--timeout", "soon"]).run();
    run.assert_usage(
        "invalid value 'soon' for '--timeout <DURATION>': expected a duration such as 30s, 90m or 24h",
    );
}

#[test]
fn a_bad_vectors_file_is_told_before_the_program_is_started() {
    let run = storeauth("conformance").args(["--exec", "no-such-program", "missing.json"]).run();
    run.assert_system_error("vectors file missing.json");
}
