//! How output is written: colours, pipes that are closed, and a disk that is full.

mod util;

use std::io::{BufRead, BufReader, Read, Write};
use util::{AUTHORIZED, ID, MISMATCH, Storeauth, file, query, shown, storeauth, verify};

const RED: &str = "\u{1b}[1m\u{1b}[31m";
const GREEN: &str = "\u{1b}[1m\u{1b}[32m";
const YELLOW: &str = "\u{1b}[1m\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

fn forged() -> String {
    query().replace(ID, "S56PSA4W298W")
}

fn forced(command: Storeauth) -> Storeauth {
    command.env("CLICOLOR_FORCE", "1")
}

// Colours

#[test]
fn a_pipe_gets_no_colours() {
    let run = verify().args([query(), forged()]).run();
    run.assert_prints(1, &format!("1: {AUTHORIZED}2: {MISMATCH}"));
    for command in ["demo", "help"] {
        let run = storeauth(command).run();
        assert!(!run.stdout.contains('\u{1b}'), "{command}");
    }
}

#[test]
fn colours_can_be_forced() {
    let run = forced(verify()).args([query(), forged()]).run();
    let authorized = AUTHORIZED.replace("authorized", &format!("{GREEN}authorized{PLAIN}"));
    let denied = MISMATCH.replace("denied", &format!("{RED}denied{PLAIN}"));
    run.assert_prints(1, &format!("1: {authorized}2: {denied}"));
}

#[test]
fn errors_and_warnings_have_colours_too() {
    let weak = file("weak");
    let run = forced(storeauth("verify"))
        .arg("--server-key-file")
        .arg(weak.path())
        .args(["--product", "#"])
        .run();
    let warning = format!("{YELLOW}warning:{PLAIN} key file {}: ", shown(weak.path()));
    assert!(run.stderr.starts_with(&warning), "{:?}", run.stderr);
    let error = format!("\n{RED}error:{PLAIN} --product: ");
    assert!(run.stderr.contains(&error), "{:?}", run.stderr);
}

#[test]
fn no_color_wins_over_what_forces_colours() {
    let run = forced(verify()).env("NO_COLOR", "1").args([query(), forged()]).run();
    run.assert_prints(1, &format!("1: {AUTHORIZED}2: {MISMATCH}"));
    let run = forced(storeauth("verify")).env("NO_COLOR", "1").run();
    assert!(run.stderr.starts_with("error: no server key"));
}

#[test]
fn json_has_no_colours() {
    let plain = verify().args(["--format", "json"]).args([query(), forged()]).run();
    let run = forced(verify()).args(["--format", "json"]).args([query(), forged()]).run();
    run.assert_prints(1, &plain.stdout);
}

// Pipes

/// Reads the first line that `command` prints, closes the pipe, and expects an end without a word.
#[track_caller]
fn assert_ends_with_its_reader(mut command: Storeauth, input: &[u8]) {
    let mut child = command.command().spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut stderr = child.stderr.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // It ends before it has read all.
        while stdin.write_all(&input).is_ok() {}
    });
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_ne!(line, "");
    drop(stdout);
    let mut complaint = String::new();
    stderr.read_to_string(&mut complaint).unwrap();
    assert_eq!(complaint, "");
    assert_eq!(child.wait().unwrap().code(), Some(2));
    writer.join().unwrap();
}

#[test]
fn a_reader_that_leaves_early_ends_verify_with_exit_code_2_and_no_complaint() {
    let lines = format!("{}\n", query());
    assert_ends_with_its_reader(verify(), lines.as_bytes());
    assert_ends_with_its_reader(verify().args(["--format", "json"]), lines.as_bytes());
}

/// Runs `command` with a standard output that nobody reads.
#[cfg(unix)]
#[track_caller]
fn assert_needs_a_reader(mut command: Storeauth) {
    let command = command.command();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.stdout(writer).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(2), "{command:?}");
}

#[cfg(unix)]
#[test]
fn every_command_ends_with_exit_code_2_and_no_complaint_where_nobody_reads() {
    let key = file(util::KEY);
    assert_needs_a_reader(verify().arg(query()));
    assert_needs_a_reader(
        storeauth("explain").arg("--server-key-file").arg(key.path()).arg(query()),
    );
    assert_needs_a_reader(storeauth("sign").arg("--server-key-file").arg(key.path()).args([
        "--id",
        ID,
        "--pc",
        util::PRODUCT_CODE,
    ]));
    assert_needs_a_reader(storeauth("keygen"));
    assert_needs_a_reader(storeauth("conformance").arg(util::CONFORMANCE));
    assert_needs_a_reader(storeauth("demo"));
    assert_needs_a_reader(storeauth("man"));
    assert_needs_a_reader(storeauth("completions").arg("bash"));
}

/// Runs `command` with a standard output that takes no byte.
#[cfg(target_os = "linux")]
#[track_caller]
fn assert_needs_room(mut command: Storeauth) {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = command.command().stdout(full).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("error: standard output: "), "{stderr}");
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn every_command_reports_that_its_output_could_not_be_written() {
    let key = file(util::KEY);
    assert_needs_room(verify().arg(query()));
    assert_needs_room(storeauth("explain").arg("--server-key-file").arg(key.path()).arg(query()));
    assert_needs_room(storeauth("sign").arg("--server-key-file").arg(key.path()).args([
        "--id",
        ID,
        "--pc",
        util::PRODUCT_CODE,
    ]));
    assert_needs_room(storeauth("keygen"));
    assert_needs_room(storeauth("demo"));
    assert_needs_room(storeauth("man"));
    assert_needs_room(storeauth("completions").arg("zsh"));
}
