//! `storeauth audit`: what one line is says nothing of the others, wherever a log is cut.

mod util;

use serde_json::Value;
use std::collections::BTreeMap;
use store_auth_requests::{Entry, LogOptions, LogReader};
use util::{
    KEY, NOW,
    audit::{audit, combined, counts, generated, ndjson},
};

/// Logs of every layout, each with what stands before its lines.
fn logs() -> Vec<(String, String)> {
    let shares = ["--count", "120", "--share", "garbage=0"];
    let mut logs: Vec<_> = ["ndjson", "combined", "json-log", "csv", "w3c"]
        .into_iter()
        .map(|format| {
            let log = generated(&[KEY], &[&shares[..], &["--output-format", format]].concat());
            let header = match format {
                "csv" => log.find('\n').unwrap() + 1,
                "w3c" => log.match_indices('\n').nth(1).unwrap().0 + 1,
                _ => 0,
            };
            (log[..header].to_owned(), log[header..].to_owned())
        })
        .collect();
    for before in
        ["web-1  | ", "Apr 26 07:17:59 host nginx[7]: ", "2026-01-01T00:00:00.123456789Z stdout F "]
    {
        for number in 0..3 {
            let lines = logs[number].1.lines().map(|line| format!("{before}{line}\n"));
            let wrapped: String = lines.collect();
            logs.push((String::new(), wrapped));
        }
    }
    logs
}

/// What each line of a log came to.
fn entries(log: &str) -> Vec<(String, String)> {
    let mut reader = LogReader::new(&LogOptions::default());
    let Ok((layout, header)) = reader.recognize(log.as_bytes()) else { return Vec::new() };
    let mut found = Vec::new();
    for line in log[header..].lines() {
        let what = match reader.read(&layout, line.as_bytes()) {
            Entry::Request(request, time) => format!("{request:?} at {time:?}"),
            Entry::NoAuthorization => "no authorization".to_owned(),
            Entry::Header => continue,
            Entry::Garbage(_) => "garbage".to_owned(),
        };
        found.push((line.to_owned(), what));
    }
    found
}

/// The same numbers each time.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    }
}

#[test]
fn wherever_a_log_is_cut_each_whole_line_is_what_it_was() {
    let mut number_below = numbers();
    for (header, lines) in logs() {
        let whole: BTreeMap<String, String> =
            entries(&(header.clone() + &lines)).into_iter().collect();
        assert!(whole.values().any(|what| what.starts_with("Request")), "{header}{lines}");
        for _ in 0..200 {
            let start = number_below(lines.len() - 2000);
            let end = start + 1000 + number_below(lines.len() - start - 1000);
            let cut = entries(&(header.clone() + &lines[start..end]));
            // All but the first, of which only the end may be left, and the last.
            let breaks = lines[start..end].matches('\n').count();
            assert!(cut.len() >= breaks, "{} of {breaks}", cut.len());
            for (line, what) in &cut[1..breaks] {
                assert_eq!(*what, whole[line], "{line}");
            }
        }
    }
}

#[test]
fn behind_a_header_that_was_cut_no_line_gets_another_verdict() {
    let log =
        generated(&[KEY], &["--count", "30", "--share", "garbage=0", "--output-format", "csv"]);
    // With one column for each field: of two, what is left of the header may name the other one.
    let rows: Vec<Vec<&str>> = log
        .lines()
        .map(|line| {
            let mut row: Vec<&str> = line.split(',').collect();
            row.remove(2);
            row
        })
        .collect();
    assert_eq!(rows[0], ["time", "id", "pc", "expiry", "signature"]);
    for first in 0..rows[0].len() {
        // Each column is the first once.
        let line = |row: &Vec<&str>| [&row[first..], &row[..first]].concat().join(",");
        let lines: Vec<String> = rows.iter().map(line).collect();
        let whole = entries(&lines.join("\n"));
        assert!(whole.iter().any(|(_, what)| what.starts_with("Request")), "{}", lines[0]);
        for start in 1..=lines[0].len() {
            for (line, what) in entries(&lines.join("\n")[start..]) {
                let request = what.split(" at ").next().unwrap().to_owned();
                // Its time is in the column whose name was cut off.
                let is_same = whole.contains(&(line.clone(), what.clone()));
                let is_without_time = what.ends_with("at None")
                    && whole.iter().any(|(_, it)| it.starts_with(&request));
                assert!(is_same || is_without_time || what == "garbage", "{line} is {what}");
            }
        }
    }
}

#[test]
fn a_line_that_is_none_of_the_log_changes_no_other() {
    let mut strangers: Vec<String> = [
        r#"{"level":"info","msg":"started","id":"a1","time":"2026-01-01T00:00:00Z"}"#,
        r#"{"id":"a1"}"#,
        r#"{"path":"/","url":"x"}"#,
        "",
        "url",
        "path,query",
        "time;id",
        "id=1",
        "/feed?id=1",
        "#Fields",
        "[",
        "sep=;",
        "2026/01/01 00:00:00 [error] 7#7: bad request {\"id\":\"x\",\"pc\":\"y\"}",
    ]
    .map(str::to_owned)
    .into();
    for (_, lines) in logs() {
        strangers.push(lines.lines().next().unwrap().to_owned());
        strangers.push(lines.lines().next().unwrap()[20..].to_owned());
    }
    for (header, lines) in logs() {
        let whole = entries(&(header.clone() + &lines));
        for stranger in &strangers {
            for (before, behind) in
                [(format!("{stranger}\n"), String::new()), (String::new(), format!("{stranger}\n"))]
            {
                let mut found = entries(&(before.clone() + &header + &behind + &lines));
                let others = found.split_off(found.len() - whole.len());
                assert_eq!(others, whole, "{stranger}");
            }
        }
    }
}

#[test]
fn an_early_line_of_another_kind_is_not_understood_by_itself() {
    let log = generated(&[KEY], &["--count", "1000", "--output-format", "json-log"]);
    let counted = |log: &str| counts(&audit().stdin(log).summary().0);
    let alone = counted(&log);
    let stranger = r#"{"level":"info","msg":"started","id":"a1","time":"2026-01-01T00:00:00Z"}"#;
    let behind = counted(&format!("{stranger}\n{log}"));
    let garbage =
        |counts: &[(&str, u64)]| counts.iter().find(|(kind, _)| *kind == "garbage").unwrap().1;
    assert_eq!(garbage(&behind), garbage(&alone) + 1);
    assert_eq!(behind[..behind.len() - 1], alone[..alone.len() - 1]);
}

#[test]
fn several_formats_in_one_file_are_each_what_they_are() {
    let late = "26/Apr/2016:08:18:00 +0000";
    let log = (ndjson(NOW) + &combined(late)).repeat(3);
    let summary: Value = audit().stdin(log).assert_counts(1, &[("authorized", 3), ("denied", 3)]);
    assert_eq!(summary["files"][0]["format"], "ndjson");
}
