//! `storeauth verify` of lines on standard input.

mod util;

use std::{
    io::{BufRead, BufReader, Write},
    sync::mpsc,
    thread,
    time::Duration,
};
use util::{
    AUTHORIZED, EXPIRY, ID, KEY, MISMATCH, PRODUCT_CODE, SIGNATURE, query, query_of, sign, verify,
};

const NO_REQUEST: &str =
    "denied (malformed): malformed request: expected a URL, a query string or a JSON object\n";
const TOO_LONG: &str = "denied (malformed): malformed request: expected at most 1048576 bytes\n";
const MEBIBYTE: usize = 1024 * 1024;

fn forged() -> String {
    query().replace(ID, "S56PSA4W298W")
}

#[track_caller]
fn assert_answers(lines: impl AsRef<[u8]>, code: i32, answers: &[&str]) {
    let numbered = (1..).zip(answers).map(|(line, answer)| format!("{line}: {answer}"));
    verify().stdin(lines).run().assert_prints(code, &numbered.collect::<String>());
}

#[test]
fn answers_come_in_the_order_of_the_lines_with_their_numbers() {
    let lines = [query(), forged(), "hello".to_owned(), query()].join("\n") + "\n";
    assert_answers(lines, 1, &[AUTHORIZED, MISMATCH, NO_REQUEST, AUTHORIZED]);
}

#[test]
fn a_single_line_is_numbered_too() {
    assert_answers(query() + "\n", 0, &[AUTHORIZED]);
}

#[test]
fn no_lines_get_no_answers() {
    assert_answers("", 0, &[]);
}

#[test]
fn a_line_may_end_with_carriage_return_and_line_feed() {
    let lines = format!("{}\r\n{}\r\n", query(), forged());
    assert_answers(lines, 1, &[AUTHORIZED, MISMATCH]);
}

#[test]
fn a_blank_line_is_no_request_and_counts() {
    assert_answers(format!("\n{}\n\r\n", query()), 1, &[NO_REQUEST, AUTHORIZED, NO_REQUEST]);
}

#[test]
fn the_last_line_needs_no_line_break() {
    assert_answers(format!("{}\n{}", query(), query()), 0, &[AUTHORIZED, AUTHORIZED]);
}

#[test]
fn white_space_in_a_line_is_part_of_its_fields() {
    let found = "denied (malformed): malformed signature: expected 40 bytes, found 41\n";
    assert_answers(query() + " \n", 1, &[found]);
}

#[test]
fn bytes_that_are_no_utf8_get_their_line_its_denial_and_nothing_else() {
    let found = "denied (malformed): malformed id: expected visible ASCII other than '#', found byte 0xff at offset 0\n";
    let lines = [b"id=\xff&pc=x\n\xff\xfe\n", query().as_bytes()].concat();
    assert_answers(lines, 1, &[found, NO_REQUEST, AUTHORIZED]);
}

#[test]
fn bytes_that_are_no_utf8_make_no_json() {
    let lines = [b"{\"id\":\"\xff\"}\n", query().as_bytes()].concat();
    let run = verify().stdin(lines).run();
    let start = "1: denied (malformed): malformed request: expected a JSON object: ";
    let (first, second) = run.stdout.split_once('\n').unwrap();
    assert!(first.starts_with(start), "{first}");
    assert_eq!(second, format!("2: {AUTHORIZED}"));
}

#[test]
fn a_line_of_more_than_a_mebibyte_is_no_request_and_the_next_is_read() {
    let long = "x".repeat(MEBIBYTE + 1);
    let lines = format!("{long}\n{}\n{long}{long}\r\n{}\n{long}", query(), forged());
    assert_answers(lines, 1, &[TOO_LONG, AUTHORIZED, TOO_LONG, MISMATCH, TOO_LONG]);
}

#[test]
fn a_line_of_a_mebibyte_is_a_request() {
    let filler = "x".repeat(MEBIBYTE - query().len() - 1);
    assert_answers(format!("{}&{filler}\r\n", query()), 0, &[AUTHORIZED]);
}

#[test]
fn forms_may_differ_from_line_to_line() {
    let json = format!(
        r#"{{"cid":"{ID}","pc":"{PRODUCT_CODE}","expiry_time":"{}","signature":"{SIGNATURE}"}}"#,
        EXPIRY.replace('+', r"\u002b"),
    );
    let lines = format!("{json}\nhttps://data.example/?{}\n{}\n", query(), query());
    assert_answers(lines, 0, &[AUTHORIZED; 3]);
}

#[test]
fn an_answer_comes_before_the_next_request_is_sent() {
    let mut verify = verify();
    let mut child = verify.command().spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let stdout = child.stdout.take().unwrap();
    let (sender, answers) = mpsc::channel();
    thread::spawn(move || {
        // Whoever gave up waiting no longer listens.
        BufReader::new(stdout).lines().try_for_each(|line| sender.send(line.unwrap()))
    });
    // The limit makes this fail where it would hang; no answer takes nearly as long.
    let mut answer_to = |request: &str| {
        writeln!(stdin, "{request}").unwrap();
        answers.recv_timeout(Duration::from_secs(60)).unwrap()
    };
    assert_eq!(answer_to(&query()), format!("1: {}", AUTHORIZED.trim_end()));
    assert_eq!(answer_to(&forged()), format!("2: {}", MISMATCH.trim_end()));
    assert_eq!(answer_to(""), format!("3: {}", NO_REQUEST.trim_end()));
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn answers_do_not_wait_for_the_rest_of_a_line_that_has_begun() {
    let mut verify = verify();
    let mut child = verify.command().spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let stdout = child.stdout.take().unwrap();
    write!(stdin, "{}\n{}", query(), &query()[..20]).unwrap();
    let (sender, answer) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        sender.send(line)
    });
    let first = answer.recv_timeout(Duration::from_secs(60));
    assert_eq!(first, Ok(format!("1: {AUTHORIZED}")));
    drop(stdin);
    child.wait().unwrap();
}

#[test]
fn twenty_thousand_lines_get_the_verdicts_that_they_were_made_for() {
    let mut lines = String::new();
    let mut expected = Vec::new();
    for number in 0..20_000_u32 {
        let (hour, minute, second) = (number / 3600, number / 60 % 60, number % 60);
        let expiry = format!("2016-04-26T{hour:02}:{minute:02}:{second:02}.999Z");
        let signature = sign(KEY, ID, PRODUCT_CODE, &expiry);
        // All of these are before now, and all are after it on the next day.
        let future = expiry.replace("04-26", "04-27");
        let (line, verdict) = match number % 5 {
            0 => (query_of(&expiry, &signature), "expired".to_owned()),
            1 => (query_of(&future, &signature), "signature-mismatch".to_owned()),
            2 => (query_of(&future, &signature[1..]), "malformed signature".to_owned()),
            3 => (number.to_string(), "malformed request".to_owned()),
            _ => (query_of(&future, &sign(KEY, ID, PRODUCT_CODE, &future)), future.clone()),
        };
        lines.push_str(&line);
        lines.push('\n');
        expected.push((u64::from(number) + 1, verdict));
    }
    let run = verify().args(["--format", "json"]).stdin(lines).run();
    let found: Vec<_> = run.stdout.lines().map(number_and_verdict).collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
}

/// The line's number, and the expiry, or the reason with the field where there is one.
fn number_and_verdict(line: &str) -> (u64, String) {
    let object: serde_json::Value = serde_json::from_str(line).unwrap();
    let texts = ["expiresAt", "reason", "field"].map(|member| object[member].as_str());
    let texts: Vec<_> = texts.into_iter().flatten().collect();
    (object["line"].as_u64().unwrap(), texts.join(" "))
}
