//! `storeauth conformance --exec` with shell scripts that answer to their end, well or badly.

#![cfg(unix)]

mod util;

use serde_json::{Value, json};
use std::fs;
use util::{
    ADDITIONAL, CONFORMANCE, file,
    program::{AT_ONCE, ONE_BY_ONE, Replay, quoted, text},
    shown,
    vectors::{answer, answers, test_mut, tests, vectors},
};

#[track_caller]
fn assert_passes(replay: &Replay, script: &str) {
    replay.run_script(script).assert_prints(0, "7 passed, 0 failed\n");
}

// Good programs

#[test]
fn a_program_that_answers_when_asked_passes() {
    assert_passes(&Replay::of(&vectors()), ONE_BY_ONE);
}

#[test]
fn a_program_that_answers_every_test_of_the_conformance_vectors_passes() {
    let run = Replay::of_file(CONFORMANCE).run_script(ONE_BY_ONE);
    run.assert_prints(0, "930 passed, 0 failed\n");
}

#[test]
fn a_program_that_answers_only_when_its_input_ends_passes() {
    let run = Replay::of_file(ADDITIONAL).run_script(r#"cat >/dev/null; cat "$1""#);
    run.assert_prints(0, "3000 passed, 0 failed\n");
}

#[test]
fn a_program_that_answers_before_it_reads_passes() {
    let run = Replay::of_file(ADDITIONAL).run_script(r#"cat "$1"; cat >/dev/null"#);
    run.assert_prints(0, "3000 passed, 0 failed\n");
}

#[test]
fn a_program_that_never_reads_its_input_passes_if_its_answers_are_good() {
    let run = Replay::of_file(CONFORMANCE).run_script(AT_ONCE);
    run.assert_prints(0, "930 passed, 0 failed\n");
}

#[test]
fn the_last_answer_needs_no_line_break_and_lines_may_end_as_on_windows() {
    let answers = answers(&vectors());
    assert_passes(&Replay::answering(answers.trim_end()), AT_ONCE);
    assert_passes(&Replay::answering(answers.replace('\n', "\r\n")), AT_ONCE);
}

#[test]
fn members_that_are_null_may_be_left_out() {
    let vectors = vectors();
    let lines = tests(&vectors).map(|test| {
        let mut answer = answer(test);
        let members = answer.as_object_mut().unwrap();
        members.retain(|name, value| name != "tcId" && !value.is_null());
        format!("{answer}\n")
    });
    assert_passes(&Replay::answering(lines.collect::<String>()), AT_ONCE);
}

#[test]
fn a_message_and_a_line_number_may_be_added() {
    let vectors = vectors();
    let lines = tests(&vectors).map(|test| {
        let mut answer = answer(test);
        answer["message"] = json!("expired");
        answer["line"] = json!(1);
        format!("{answer}\n")
    });
    assert_passes(&Replay::answering(lines.collect::<String>()), AT_ONCE);
}

#[test]
fn a_program_gets_each_test_with_what_its_group_has_and_without_what_is_expected() {
    let replay = Replay::of(&vectors());
    let asked = file("");
    let script = r#"cat >"$2"; cat "$1""#;
    let words = ["sh", "-c", script, "sh", text(replay.answers.path()), text(asked.path())];
    replay.command(&quoted(&words)).run().assert_prints(0, "7 passed, 0 failed\n");
    let asked = fs::read_to_string(asked.path()).unwrap();
    let asked: Vec<Value> = asked.lines().map(|line| serde_json::from_str(line).unwrap()).collect();

    let mut expected = Vec::new();
    for group in vectors()["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            let mut question = json!({});
            for member in ["tcId", "id", "pc", "expiry", "signature"] {
                question[member] = test[member].clone();
            }
            for member in ["now", "serverKeys", "policy"] {
                question[member] = group[member].clone();
            }
            expected.push(question);
        }
    }
    assert_eq!(asked, expected);
}

#[test]
fn a_program_is_started_for_each_file() {
    let replay = Replay::of(&vectors());
    let run = replay.command(&replay.sh(AT_ONCE)).arg(replay.vectors.path()).run();
    run.assert_prints(0, "14 passed, 0 failed\n");
}

// Wrong answers

#[test]
fn a_wrong_verdict_is_reported() {
    let replay = Replay::changed(|vectors| {
        test_mut(vectors, 2)["key"] = json!(0);
        test_mut(vectors, 3)["field"] = json!("pc");
        test_mut(vectors, 6)["reason"] = Value::Null;
    });
    replay.assert_reports(
        &replay.run_script(ONE_BY_ONE),
        &[
            "tcId 3 (empty id): field: expected \"id\", found \"pc\"",
            "tcId 6 (not served): reason: expected \"product-not-allowed\", found null",
            "tcId 2 (previous key): key: expected 1, found 0",
        ],
        "4 passed, 3 failed",
    );
}

#[test]
fn an_answer_to_another_test_is_reported() {
    let replay = Replay::changed(|vectors| {
        test_mut(vectors, 4)["tcId"] = json!(400);
    });
    let problem = "tcId 4 (years ago): expected an answer to tcId 4, found one to 400";
    replay.assert_reports(&replay.run_script(AT_ONCE), &[problem], "6 passed, 1 failed");
}

#[test]
fn answers_in_another_order_are_reported() {
    let answers = answers(&vectors());
    let mut lines: Vec<_> = answers.lines().collect();
    lines.swap(4, 5);
    let replay = Replay::answering(lines.join("\n"));
    replay.assert_reports(
        &replay.run_script(AT_ONCE),
        &[
            "tcId 5 (another display): expected an answer to tcId 5, found one to 6",
            "tcId 6 (not served): expected an answer to tcId 6, found one to 5",
        ],
        "5 passed, 2 failed",
    );
}

#[test]
fn a_line_that_is_no_verdict_is_quoted() {
    let mut lines: Vec<_> = answers(&vectors()).lines().map(str::to_owned).collect();
    lines[0] = "hello".to_owned();
    lines[1] = String::new();
    lines[2] = r#"{"result":"ok"}"#.to_owned();
    lines[3] = r#"{"reason":"expired"}"#.to_owned();
    lines[4] = r#"{"result":"denied","why":1}"#.to_owned();
    lines[5] = "y".repeat(70);
    let replay = Replay::answering(lines.join("\n"));
    replay.assert_reports(
        &replay.run_script(AT_ONCE),
        &[
            r#"tcId 1 (current key): expected a verdict, found "hello": expected value at line 1 column 1"#,
            r#"tcId 2 (previous key): expected a verdict, found "": EOF while parsing a value at line 1 column 0"#,
            r#"tcId 3 (empty id): expected a verdict, found "{\"result\":\"ok\"}": unknown variant `ok`, expected `authorized` or `denied` at line 1 column 14"#,
            r#"tcId 4 (years ago): expected a verdict, found "{\"reason\":\"expired\"}": missing field `result` at line 1 column 20"#,
            r#"tcId 5 (another display): expected a verdict, found "{\"result\":\"denied\",\"why\":1}": unknown field `why`, expected one of `tcId`, `result`, `reason`, `field`, `key`, `expiresAt`, `message`, `line` at line 1 column 24"#,
            &format!(
                "tcId 6 (not served): expected a verdict, found \"{}\": expected value at line 1 column 1",
                "y".repeat(60)
            ),
        ],
        "1 passed, 6 failed",
    );
}

#[test]
fn a_byte_order_mark_before_the_first_answer_is_passed_over() {
    let answers = answers(&vectors());
    assert_passes(&Replay::answering(format!("\u{feff}{answers}")), AT_ONCE);
}

#[test]
fn an_array_of_members_is_no_verdict() {
    let good = answers(&vectors());
    let rest = good.split_once('\n').unwrap().1;
    let array = r#"[1,"authorized",null,null,0,"2016-04-26T08:17:59.000Z",null,null]"#;
    let replay = Replay::answering(format!("{array}\n{rest}"));
    let run = replay.run_script(AT_ONCE);
    let end = "invalid type: sequence, expected an object at line 1 column 0";
    assert!(run.stdout.contains(end), "{}", run.stdout);
    assert!(run.stdout.ends_with("\n6 passed, 1 failed\n"), "{}", run.stdout);
}

#[test]
fn bytes_that_are_no_text_are_escaped() {
    let good = answers(&vectors());
    let rest = good.split_once('\n').unwrap().1;
    let replay = Replay::answering([b"\x1b[31m\xff\n", rest.as_bytes()].concat());
    let problem = r#"tcId 1 (current key): expected a verdict, found "\x1b[31m\xff": expected value at line 1 column 1"#;
    replay.assert_reports(&replay.run_script(AT_ONCE), &[problem], "6 passed, 1 failed");
}

#[test]
fn a_line_that_is_too_long_costs_its_own_test_alone() {
    let good = answers(&vectors());
    let rest = good.split_once('\n').unwrap().1;
    let replay = Replay::answering(format!("{}\n{rest}", "x".repeat(2_000_000)));
    let problem = "tcId 1 (current key): expected a line of at most 1048576 bytes";
    replay.assert_reports(&replay.run_script(AT_ONCE), &[problem], "6 passed, 1 failed");
}

#[test]
fn nothing_but_nonsense_fails_every_test() {
    let replay = Replay::answering("");
    let run = replay.run_script("for _ in 1 2 3 4 5 6 7; do echo hello; done");
    let problem = r#"expected a verdict, found "hello": expected value at line 1 column 1"#;
    let comments = [
        "current key",
        "previous key",
        "empty id",
        "years ago",
        "another display",
        "not served",
        "an hour ahead",
    ];
    let problems =
        (1..).zip(comments).map(|(tc_id, comment)| format!("tcId {tc_id} ({comment}): {problem}"));
    let problems: Vec<_> = problems.collect();
    let problems: Vec<_> = problems.iter().map(String::as_str).collect();
    replay.assert_reports(&run, &problems, "0 passed, 7 failed");
}

#[test]
fn a_problem_as_json_stands_apart_from_differences() {
    let replay = Replay::changed(|vectors| {
        test_mut(vectors, 4)["tcId"] = json!(400);
    });
    let script = replay.sh(r#"cat "$1"; exit 3"#);
    let path = shown(replay.vectors.path());
    replay.command(&script).args(["--format", "json"]).run().assert_prints(
        1,
        &format!(
            r#"{{"file":"{path}","tcId":4,"comment":"years ago","differences":[],"problem":"expected an answer to tcId 4, found one to 400"}}
{{"file":"{path}","problem":"the program ended with exit status: 3"}}
{{"passed":6,"failed":1}}
"#
        ),
    );
}
