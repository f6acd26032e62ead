//! `storeauth conformance --exec` with shell scripts that end too early, badly, or not at all. None may hang it.

#![cfg(unix)]

mod util;

use util::{
    ADDITIONAL,
    program::{Replay, SILENCE, assert_all_fail},
    vectors::vectors,
};

#[test]
fn a_program_that_dies_at_once_fails_every_test() {
    let run = Replay::of(&vectors()).run_script("exit 3");
    assert_all_fail(&run, "no answer: the program ended with exit status: 3");
}

#[test]
fn a_program_that_dies_while_it_is_asked_much_fails_every_test() {
    let run = Replay::of_file(ADDITIONAL).run_script("read -r question; kill -9 $$");
    let problem = ": no answer: the program ended with signal: 9 (SIGKILL)\n";
    assert_eq!(run.stdout.matches(problem).count(), 3000);
    assert!(run.stdout.ends_with("\n0 passed, 3000 failed\n"));
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
}

#[test]
fn a_program_that_dies_in_the_middle_fails_the_tests_that_it_did_not_answer() {
    let replay = Replay::of(&vectors());
    let problem = "no answer: the program ended with exit status: 0";
    replay.assert_reports(
        &replay.run_script(r#"head -n 5 "$1""#),
        &[
            &format!("tcId 6 (not served): {problem}"),
            &format!("tcId 7 (an hour ahead): {problem}"),
        ],
        "5 passed, 2 failed",
    );
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
    let run = Replay::of(&vectors()).run_script_within("200ms", SILENCE);
    assert_all_fail(&run, "no answer: the program was stopped after 200ms of silence");
}

#[test]
fn a_program_that_never_reads_much_that_it_is_asked_is_stopped() {
    let run = Replay::of_file(ADDITIONAL).run_script_within("200ms", SILENCE);
    assert!(run.stdout.ends_with("\n0 passed, 3000 failed\n"));
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
}

#[test]
fn a_program_that_prints_a_line_without_end_is_stopped() {
    let run = Replay::of(&vectors()).run_script_within("200ms", r"exec tr '\0' x </dev/zero");
    assert_all_fail(&run, "no answer: the program was stopped after 200ms of silence");
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
    let problem = "tcId 7 (an hour ahead): no answer: the program was stopped after 2s of silence";
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
    assert_all_fail(&run, "no answer: the program closed its output");
    let run = replay.run_script_within("2s", &format!(r#"cat "$1"; exec >/dev/null; {SILENCE}"#));
    let problem = "the program was stopped: it had not ended 2s after it closed its output";
    replay.assert_reports(&run, &[problem], "7 passed, 0 failed");
}
