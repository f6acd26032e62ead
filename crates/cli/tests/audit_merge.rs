//! `storeauth audit --merge`: summaries of parts add up to that of the whole.

mod util;

use serde_json::Value;
use std::fs;
use tempfile::tempdir;
use util::{
    KEY, OTHER_KEY, Storeauth,
    audit::{audit, generated},
    file, storeauth,
};

fn merge() -> Storeauth {
    storeauth("audit").arg("--merge")
}

/// The summary of files, and that which is added up of one summary each.
#[track_caller]
fn whole_and_merged(parts: &[&str], top: &str) -> (String, String) {
    let folder = tempdir().unwrap();
    let both = || audit().key(OTHER_KEY).args(["--format", "json", "--top", top]);
    let (mut whole, mut merged) = (both(), merge().args(["--format", "json", "--top", top]));
    for (number, part) in parts.iter().enumerate() {
        let path = folder.path().join(format!("{number}.log"));
        fs::write(&path, part).unwrap();
        whole = whole.arg(&path);
        merged = merged.file(both().arg(&path).run().stdout);
    }
    let (whole, merged) = (whole.run(), merged.run());
    assert_eq!((whole.stderr, whole.code), (merged.stderr, merged.code));
    (whole.stdout, merged.stdout)
}

#[test]
fn a_log_that_is_split_anywhere_adds_up_to_the_same_bytes() {
    let args = ["--count", "4000", "--ids", "300", "--products", "40", "--share", "garbage=2"];
    for format in ["ndjson", "combined", "json-log"] {
        let log = generated(&[KEY, OTHER_KEY], &[&args[..], &["--output-format", format]].concat());
        let lines: Vec<&str> = log.split_inclusive('\n').collect();
        for splits in [&[1][..], &[2000], &[17, 18, 900, 3999], &[1000, 2000, 3000]] {
            let mut parts = Vec::new();
            let mut from = 0;
            for to in splits.iter().copied().chain([lines.len()]) {
                parts.push(lines[from..to].concat());
                from = to;
            }
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let (whole, merged) = whole_and_merged(&parts, "1000");
            assert_eq!(merged, whole, "{format} {splits:?}");
        }
    }
}

#[test]
fn lists_that_were_cut_are_right_within_the_error() {
    let args = ["--count", "6000", "--ids", "50", "--share", "expired=50"];
    let log = generated(&[KEY, OTHER_KEY], &args);
    let lines: Vec<&str> = log.split_inclusive('\n').collect();
    let parts = [&lines[..2500], &lines[2500..]].map(<[&str]>::concat);
    let (_, merged) = whole_and_merged(&[&parts[0], &parts[1]], "5");
    let (exact, _) = whole_and_merged(&[&log], "100");
    let [merged, exact]: [Value; 2] =
        [merged, exact].map(|json| serde_json::from_str(&json).unwrap());
    let error = merged["deniedIds"]["error"].as_u64().unwrap();
    assert!(error > 0);
    for found in merged["deniedIds"]["top"].as_array().unwrap() {
        let all = exact["deniedIds"]["top"].as_array().unwrap();
        let count =
            all.iter().find(|id| id["id"] == found["id"]).unwrap()["denied"].as_u64().unwrap();
        let found = found["denied"].as_u64().unwrap();
        assert!((found..=found + error).contains(&count), "{found} of {count}, error {error}");
    }
    for member in ["lines", "authorized", "denied", "reasons", "keys", "hours"] {
        assert_eq!(merged[member], exact[member]);
    }
}

#[test]
fn several_summaries_may_be_in_one_file_or_on_standard_input() {
    let log = generated(&[KEY], &["--count", "50"]);
    let summary = audit().args(["--format", "json"]).stdin(log).run().stdout;
    let summed = merge().args(["--format", "json"]).stdin(summary.repeat(3)).run();
    assert_eq!(serde_json::from_str::<Value>(&summed.stdout).unwrap()["lines"], 150);
    let text = merge().file(summary.repeat(2)).run().stdout;
    assert!(text.starts_with("         100  lines\n"), "{text}");
}

#[test]
fn what_is_no_summary_is_refused() {
    let log = generated(&[KEY], &["--count", "50"]);
    let one_key = audit().args(["--format", "json"]).stdin(&log).run().stdout;
    let two_keys = audit().key(OTHER_KEY).args(["--format", "json"]).stdin(&log).run().stdout;
    let output = merge().file(&one_key).file(two_keys).run();
    output.assert_error("expected summaries of 1 keys, found one of 2");
    let expected = "standard input: expected a summary, as --format json prints it";
    merge().stdin("").run().assert_error(&format!("{expected}, found none"));
    for text in ["{}", "{\"id\":1}", "x", &one_key.replace("\"expired\"", "\"gone\"")] {
        let output = merge().stdin(text).run();
        assert!(output.stderr.starts_with(&format!("error: {expected}: ")), "{output:?}");
        assert_eq!((output.stdout.as_str(), output.code), ("", Some(2)));
    }
    let output = merge().args(["--at", "2026-01-01T00:00:00Z"]).run();
    output.assert_usage("the argument '--merge' cannot be used with '--at <INSTANT>'");
    let file = file(one_key);
    let output = audit().arg("--merge").arg(file.path()).run();
    assert_eq!(output.code, Some(2), "a key would do nothing: {output:?}");
}

#[test]
fn a_sum_says_where_a_part_of_it_is_missing() {
    let log = generated(&[KEY], &["--count", "50", "--share", "garbage=0"]);
    let summary = audit().args(["--format", "json"]).stdin(log).run().stdout;
    let stopped = summary.replace("\"complete\":true", "\"complete\":false");
    let output = merge().stdin(summary + &stopped).run();
    let error = "error: one of the audits was stopped: this is what was found until then\n";
    assert_eq!((output.stderr.as_str(), output.code), (error, Some(2)));
}
