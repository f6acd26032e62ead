//! `storeauth conformance --exec` with shell scripts that end too early, badly, or not at all. None may hang it.

#![cfg(unix)]

mod util;

use util::{
    ADDITIONAL,
    program::{Replay, SILENCE},
    vectors::vectors,
};

#[test]
fn a_program_that_dies_at_once_fails_every_test() {
    let replay = Replay::of(&vectors());
    let run = replay.run_script("exit 3");
    replay.assert_reports_no_answer(&run, "the program ended with exit status: 3");
}

#[test]
fn a_program_that_dies_while_it_is_asked_much_fails_every_test() {
    let run = Replay::of_file(ADDITIONAL).run_script("read -r question; kill -9 $$");
    let start = ": no answer from tcId 100001 on, 3000 in all: the program ended with signal: 9 (SIGKILL)\n";
    assert!(run.stdout.ends_with(&format!("{start}0 passed, 3000 failed\n")), "{}", run.stdout);
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
}

#[test]
fn a_program_that_dies_in_the_middle_fails_the_tests_that_it_did_not_answer() {
    let replay = Replay::of(&vectors());
    let problem = "no answer from tcId 6 on, 2 in all: the program ended with exit status: 0";
    let run = replay.run_script(r#"head -n 5 "$1""#);
    replay.assert_reports(&run, &[problem], "5 passed, 2 failed");
}

#[test]
fn a_program_that_ends_with_failure_after_its_last_answer_is_reported() {
    let replay = Replay::of(&vectors());
    let run = replay.run_script(r#"cat "$1"; exit 3"#);
    let problem = "the program ended with exit status: 3";
    replay.assert_reports(&run, &[problem], "7 passed, 0 failed");
}

#[test]
fn a_program_that_prints_too_many_lines_is_reported() {
    let problem = "the program printed more lines than there are tests";
    for script in [r#"cat "$1"; echo more"#, r#"cat "$1" "$1""#, r#"cat "$1"; exec yes"#] {
        let replay = Replay::of(&vectors());
        replay.assert_reports(&replay.run_script(script), &[problem], "7 passed, 0 failed");
    }
}

#[test]
fn a_program_that_answers_nothing_is_stopped() {
    let replay = Replay::of(&vectors());
    let run = replay.run_script_within("200ms", SILENCE);
    replay.assert_reports_no_answer(&run, "the program was stopped after 200ms of silence");
}

#[test]
fn a_program_that_never_reads_much_that_it_is_asked_is_stopped() {
    let run = Replay::of_file(ADDITIONAL).run_script_within("200ms", SILENCE);
    assert!(run.stdout.ends_with("\n0 passed, 3000 failed\n"));
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
}

#[test]
fn a_program_that_prints_a_line_without_end_is_stopped() {
    let replay = Replay::of(&vectors());
    let run = replay.run_script_within("200ms", r"exec tr '\0' x </dev/zero");
    replay.assert_reports_no_answer(&run, "the program was stopped after 200ms of silence");
}

#[test]
fn a_program_that_prints_lines_without_end_is_stopped() {
    let replay = Replay::of(&vectors());
    let run = replay.run_script("exec yes");
    let more = "the program printed more lines than there are tests\n0 passed, 7 failed\n";
    assert!(run.stdout.ends_with(more), "{}", run.stdout);
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
}

#[test]
fn a_program_that_stops_answering_is_stopped() {
    let replay = Replay::of(&vectors());
    let script = format!(r#"head -n 6 "$1"; {SILENCE}"#);
    let problem = "no answer from tcId 7 on, 1 in all: the program was stopped after 2s of silence";
    let run = replay.run_script_within("2s", &script);
    replay.assert_reports(&run, &[problem], "6 passed, 1 failed");
}

#[test]
fn a_program_that_does_not_end_after_its_last_answer_is_stopped() {
    let replay = Replay::of(&vectors());
    let run = replay.run_script_within("2s", &format!(r#"cat "$1"; {SILENCE}"#));
    let problem = "the program was stopped: it had not ended 2s after its last answer";
    replay.assert_reports(&run, &[problem], "7 passed, 0 failed");
}

#[test]
fn a_program_that_closes_its_output_and_goes_on_is_stopped() {
    let replay = Replay::of(&vectors());
    let run = replay.run_script_within("2s", &format!("exec >/dev/null; {SILENCE}"));
    replay.assert_reports_no_answer(&run, "the program closed its output");
    let run = replay.run_script_within("2s", &format!(r#"cat "$1"; exec >/dev/null; {SILENCE}"#));
    let problem = "the program was stopped: it had not ended 2s after it closed its output";
    replay.assert_reports(&run, &[problem], "7 passed, 0 failed");
}

// What programs start

/// Waits until the process with the number in `file` is gone.
#[track_caller]
fn assert_ends(file: &std::path::Path) {
    use rustix::process::{Pid, test_kill_process};

    let text = std::fs::read_to_string(file).unwrap();
    let process = Pid::from_raw(text.trim().parse().unwrap()).unwrap();
    let start = std::time::Instant::now();
    // Of a process that nobody has waited for yet, the number is left.
    while test_kill_process(process).is_ok() && !is_zombie(process.as_raw_nonzero().get()) {
        assert!(start.elapsed() < util::PATIENCE, "expected process {text} to end");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn is_zombie(process: i32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    status.contains(") Z ")
}

/// A script that starts another program, writes that one's number to a file, and goes on with `then`.
fn starting_another(number: &std::path::Path, then: &str) -> String {
    let number = number.display();
    format!("sleep 600 >/dev/null 2>&1 & echo $! >{number}; {then}")
}

#[test]
fn what_a_program_leaves_behind_ends_with_it_however_that_is() {
    let replay = Replay::of(&vectors());
    for (then, code) in [
        (r#"cat "$1""#, 0),
        (r#"cat "$1"; exit 3"#, 1),
        ("exit 3", 1),
        ("kill -9 $$", 1),
        (SILENCE, 1),
    ] {
        let number = util::file("");
        let script = starting_another(number.path(), then);
        let run = replay.run_script_within("500ms", &script);
        assert_eq!((run.stderr.as_str(), run.code), ("", Some(code)), "{then}");
        assert_ends(number.path());
    }
}

#[test]
fn a_program_under_a_shell_ends_when_it_is_silent() {
    // The shell stays, and the program is its child.
    let number = util::file("");
    let script =
        format!("sh -c 'echo $$ >{}; exec tail -f /dev/null'; true", number.path().display());
    let replay = Replay::of(&vectors());
    let run = replay.run_script_within("500ms", &script);
    replay.assert_reports_no_answer(&run, "the program was stopped after 500ms of silence");
    assert_ends(number.path());
}

#[test]
fn a_signal_to_the_command_ends_the_program_and_what_it_started() {
    use rustix::process::{Pid, Signal, kill_process};
    use std::os::unix::process::ExitStatusExt;

    for signal in [Signal::INT, Signal::TERM] {
        let replay = Replay::of(&vectors());
        let number = util::file("");
        let script = starting_another(number.path(), SILENCE);
        let mut command = replay.command(&replay.sh(&script));
        let mut running = command.command().spawn().unwrap();
        let start = std::time::Instant::now();
        while std::fs::read(number.path()).unwrap().is_empty() {
            assert!(start.elapsed() < util::PATIENCE, "expected the program to start");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        kill_process(Pid::from_child(&running), signal).unwrap();
        assert_eq!(running.wait().unwrap().signal(), Some(signal.as_raw()));
        assert_ends(number.path());
    }
}
