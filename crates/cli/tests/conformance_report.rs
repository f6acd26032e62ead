//! `storeauth conformance`: the report that people read.

mod util;

use serde_json::{Value, json};
use util::{
    EXPIRY, ID, PRODUCT_CODE, SIGNATURE, file,
    program::{AT_ONCE, Replay},
    shown, storeauth,
    vectors::{test_mut, vectors},
};

/// A file with two wrong tests of one flag and one of another.
fn falsified() -> Value {
    let mut vectors = vectors();
    test_mut(&mut vectors, 1)["key"] = json!(1);
    test_mut(&mut vectors, 5)["reason"] = json!("expired");
    test_mut(&mut vectors, 6)["reason"] = Value::Null;
    vectors
}

/// What is shown of test 1 behind its first line.
const WHOLE: &str = concat!(
    "    now         \"2016-04-26T07:17:59.000Z\"\n",
    "    key 0       40 bytes, acceptUntil null\n",
    "    key 1       40 bytes, acceptUntil \"2016-04-26T12:00:00.000Z\"\n",
    "    policy      {\"expiryEncoding\":\"either\",\"leewaySeconds\":0,\"products\":null,\"maxLifetimeSeconds\":null}\n",
);

#[test]
fn failures_are_grouped_by_flag_with_its_note_and_the_first_of_each_is_shown_whole() {
    let file = file(falsified().to_string());
    let path = shown(file.path());
    storeauth("conformance").arg(file.path()).run().assert_prints(
        1,
        &format!(
            "{path}: 2 failed in Tampered: something is not\n  \
             tcId 5 (another display): reason: expected \"expired\", found \"signature-mismatch\"\n\
             {WHOLE}    \
             id          \"S56PSA4W298W\"\n    \
             pc          \"{PRODUCT_CODE}\"\n    \
             expiry      \"{EXPIRY}\"\n    \
             signature   \"{SIGNATURE}\"\n  \
             and 1 more\n\
             {path}: 1 failed in Valid: as the Store issues it\n  \
             tcId 1 (current key): key: expected 1, found 0\n\
             {WHOLE}    \
             id          \"{ID}\"\n    \
             pc          \"{PRODUCT_CODE}\"\n    \
             expiry      \"{EXPIRY}\"\n    \
             signature   \"{SIGNATURE}\"\n\
             4 passed, 3 failed\n"
        ),
    );
}

/// How many failed tests are shown, and the lines that count the others.
fn shown_with(limit: &str) -> (usize, Vec<String>) {
    let run = storeauth("conformance").args(["--limit", limit]).file(falsified().to_string()).run();
    assert_eq!(run.code, Some(1));
    let lines = run.stdout.lines();
    let others = lines.filter(|line| line.ends_with(" more") || line.ends_with(" not shown"));
    (run.stdout.matches("\n  tcId ").count(), others.map(str::to_owned).collect())
}

#[test]
fn the_limit_is_how_many_failed_tests_of_each_flag_are_shown() {
    let counts = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert_eq!(shown_with("0"), (0, counts(&["  2 not shown", "  1 not shown"])));
    assert_eq!(shown_with("1"), (2, counts(&["  and 1 more"])));
    assert_eq!(shown_with("2"), (3, counts(&[])));
}

#[test]
fn one_wrong_comparison_is_a_few_lines() {
    let mut vectors = vectors();
    vectors["testGroups"].as_array_mut().unwrap().truncate(1);
    let test = vectors["testGroups"][0]["tests"][0].clone();
    let many = (1..=97).map(|tc_id| {
        let mut test = test.clone();
        test["tcId"] = json!(tc_id);
        test["key"] = json!(1);
        test
    });
    vectors["testGroups"][0]["tests"] = many.collect();
    vectors["numberOfTests"] = json!(97);
    let run = storeauth("conformance").file(vectors.to_string()).run();
    assert!(run.stdout.contains("\n  and 96 more\n0 passed, 97 failed\n"), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 12, "{}", run.stdout);
}

#[test]
fn a_test_without_a_flag_is_reported() {
    let mut vectors = falsified();
    test_mut(&mut vectors, 1)["flags"] = json!([]);
    let run = storeauth("conformance").file(vectors.to_string()).run();
    assert!(run.stdout.contains(": 1 failed without a flag\n  tcId 1 "), "{}", run.stdout);
}

#[test]
fn what_a_terminal_would_obey_is_escaped() {
    let mut vectors = falsified();
    test_mut(&mut vectors, 5)["id"] = json!("\u{1b}[2J\u{202e}");
    let run = storeauth("conformance").file(vectors.to_string()).run();
    assert!(run.stdout.contains("    id          \"\\u{1b}[2J\\u{202e}\"\n"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
}

#[test]
fn json_has_every_failed_test_whatever_the_limit() {
    let run = storeauth("conformance")
        .args(["--format", "json", "--limit", "0"])
        .file(falsified().to_string())
        .run();
    assert_eq!(run.stdout.matches("\"tcId\":").count(), 3, "{}", run.stdout);
    assert!(run.stdout.ends_with("{\"passed\":4,\"failed\":3}\n"), "{}", run.stdout);
}

// Programs

#[cfg(unix)]
#[test]
fn a_program_that_died_is_said_once_and_json_names_each_test() {
    let replay = Replay::of(&vectors());
    let script = replay.sh("exit 3");
    let json = replay.command(&script).args(["--format", "json"]).run();
    let problem = "\"problem\":\"no answer: the program ended with exit status: 3\"";
    assert_eq!(json.stdout.matches(problem).count(), 7, "{}", json.stdout);
    replay.assert_reports_no_answer(
        &replay.command(&script).run(),
        "the program ended with exit status: 3",
    );
}

#[cfg(unix)]
#[test]
fn answers_that_are_no_verdicts_stand_apart_from_wrong_ones() {
    let replay = Replay::answering("hello\nhello\n");
    let path = shown(replay.vectors.path());
    let script = replay.sh(AT_ONCE);
    let run = storeauth("conformance").args(["--exec", &script]).arg(replay.vectors.path()).run();
    let start = format!(
        "{path}: no answer from tcId 3 on, 5 in all: the program ended with exit status: 0\n\
         {path}: 2 with an answer that is no verdict\n  \
         tcId 1 (current key): expected a verdict, found \"hello\": expected value at line 1 column 1\n\
         {WHOLE}"
    );
    assert!(run.stdout.starts_with(&start), "{}", run.stdout);
    assert!(run.stdout.ends_with("\n  and 1 more\n0 passed, 7 failed\n"), "{}", run.stdout);
}
