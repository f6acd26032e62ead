//! Logs, and what audits say of them.

use super::{EXPIRY, ID, KEY, Output, PRODUCT_CODE, SIGNATURE, Storeauth, query, storeauth};
use serde_json::Value;

/// `storeauth audit` with [`KEY`].
#[track_caller]
pub(crate) fn audit() -> Storeauth {
    storeauth("audit").key(KEY)
}

/// A request that [`KEY`] signed, at this time.
pub(crate) fn ndjson(time: &str) -> String {
    format!(
        r#"{{"time":"{time}","id":"{ID}","pc":"{PRODUCT_CODE}","expiry":"{EXPIRY}","signature":"{SIGNATURE}"}}"#
    ) + "\n"
}

/// The same in a combined log, whose times look like `26/Apr/2016:07:17:59 +0000`.
pub(crate) fn combined(time: &str) -> String {
    combined_of(time, &format!("GET /feed?{} HTTP/1.1", query()))
}

pub(crate) fn combined_of(time: &str, request_line: &str) -> String {
    format!("192.0.2.1 - - [{time}] \"{request_line}\" 200 612 \"-\" \"display/1.0\"\n")
}

/// A log of `storeauth generate`, with [`KEY`] and the others given.
#[track_caller]
pub(crate) fn generated(keys: &[&str], args: &[&str]) -> String {
    let command = keys.iter().fold(storeauth("generate"), |command, key| command.key(key));
    // It prints what it signed: that is its purpose.
    let output = command.args(args).run();
    assert_eq!((output.stderr.as_str(), output.code), ("", Some(0)));
    output.stdout
}

impl Storeauth {
    /// The summary as JSON, and the exit code.
    #[track_caller]
    pub(crate) fn summary(self) -> (Value, Output) {
        let output = self.args(["--format", "json"]).run();
        (serde_json::from_str(&output.stdout).unwrap(), output)
    }

    /// The summary, with these counts and no others but 0, and that exit code.
    #[track_caller]
    pub(crate) fn assert_counts(self, code: i32, expected: &[(&str, u64)]) -> Value {
        let (summary, output) = self.summary();
        assert_eq!(counts(&summary), expected, "{summary}");
        assert_eq!(output.code, Some(code), "{output:?}");
        summary
    }
}

/// The kinds of lines that there are, with their numbers; their sum is the number of lines.
#[track_caller]
pub(crate) fn counts(summary: &Value) -> Vec<(&'static str, u64)> {
    let kinds = ["authorized", "denied", "noAuthorization", "withoutTime", "garbage"];
    let counts = kinds.map(|kind| (kind, summary[kind].as_u64().unwrap()));
    let sum: u64 = counts.iter().map(|(_, count)| count).sum();
    assert_eq!(summary["lines"], sum);
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// The reasons that there are, with the field and the number of requests.
#[track_caller]
pub(crate) fn reasons(summary: &Value) -> Vec<(String, u64)> {
    let reasons = summary["reasons"].as_array().unwrap().iter().map(|reason| {
        let field = reason["field"].as_str().unwrap_or_default();
        let name = format!("{} {field}", reason["reason"].as_str().unwrap());
        (name.trim_end().to_owned(), reason["count"].as_u64().unwrap())
    });
    reasons.filter(|(_, count)| *count > 0).collect()
}
