//! What is wrong with a configuration, in one line that quotes no value: it might be a key.

use toml::de::Error;

/// A name that differs by more is another name.
const NEAR: f64 = 0.6;

/// The number of the line, from 1, that an offset lies in.
pub(super) fn line(text: &str, offset: usize) -> usize {
    1 + text.get(..offset).unwrap_or(text).matches('\n').count()
}

/// What was found and what was expected.
pub(super) fn problem(error: &Error) -> String {
    let message = error.message().trim_end();
    for (start, what) in [("unknown field `", "key"), ("unknown variant `", "value")] {
        if let Some((name, rest)) =
            message.strip_prefix(start).and_then(|rest| rest.split_once("`, expected "))
        {
            return unknown(what, name, rest);
        }
    }
    if message.starts_with("invalid type: ") || message.starts_with("invalid value: ") {
        let (_, expected) = message.rsplit_once(", expected ").unwrap_or(("", "another value"));
        return format!("expected {expected}");
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("expected the key {name}");
    }
    message.replace('\n', ", ")
}

fn unknown(what: &str, name: &str, expected: &str) -> String {
    // Every second piece stands between backticks.
    let known = expected.split('`').skip(1).step_by(2);
    let likeness = |known: &&str| strsim::normalized_damerau_levenshtein(name, known);
    match known.max_by(|a, b| likeness(a).total_cmp(&likeness(b))) {
        Some(near) if likeness(&near) >= NEAR => {
            format!("unknown {what} `{name}`: did you mean `{near}`?")
        }
        _ => format!("unknown {what} `{name}`: expected {expected}"),
    }
}
