//! What is wrong with a configuration, in one line that quotes no value: it might be a key.

use toml::de::Error;

/// A name that differs by more is another name.
const NEAR: f64 = 0.6;

/// The number of the line, from 1, that an offset lies in.
#[must_use]
pub fn line(text: &str, offset: usize) -> usize {
    1 + text.get(..offset).unwrap_or(text).matches('\n').count()
}

/// What was found and what was expected, in words that need no knowledge of TOML's or of this program's types.
pub(super) fn problem(text: &str, error: &Error) -> String {
    let offset = error.span().map_or(0, |span| span.start);
    let message = error.message().trim_end();
    for (start, what) in [("unknown field `", "key"), ("unknown variant `", "value")] {
        if let Some((name, rest)) =
            message.strip_prefix(start).and_then(|rest| rest.split_once("`, expected "))
        {
            return unknown(what, name, rest);
        }
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("expected the key {name}");
    }
    let here = text.get(offset..).unwrap_or_default();
    let is_header =
        text.get(..offset).is_some_and(|before| before.is_empty() || before.ends_with('\n'));
    if let Some(rest) = here.strip_prefix("[[").filter(|_| is_header) {
        return format!("expected one pair of brackets, [{}]: it is there once", name_at(rest));
    }
    if message.starts_with("invalid type: map, expected a sequence") {
        return "expected two pairs of brackets, such as [[listen]]: it may come several times"
            .to_owned();
    }
    if message.starts_with("invalid type: ") || message.starts_with("invalid value: ") {
        let (_, expected) = message.rsplit_once(", expected ").unwrap_or(("", "another value"));
        return format!("expected {}", in_words(expected));
    }
    if message == "wanted string or table" {
        return format!("expected {}", in_words("a string"));
    }
    if message == "duplicate key" {
        return match name_at(here) {
            "" => "a key is there already: expected it once".to_owned(),
            name => format!("`{name}` is there already: expected it once"),
        };
    }
    if let Some(problem) = without_quotes(message, text, offset) {
        return problem;
    }
    message.replace('\n', ", ")
}

/// A type as people write its values.
fn in_words(expected: &str) -> &str {
    match expected {
        "a string" => "a text in quotes",
        "path string" => "a path in quotes",
        "a sequence" => "a list such as [\"a\", \"b\"]",
        "u32" => "a whole number from 0 to 4294967295",
        "usize" => "a whole number, 0 or more",
        "a nonzero u32" => "a whole number from 1 to 4294967295",
        "a nonzero usize" => "a whole number, 1 or more",
        other => other,
    }
}

/// What to do about a value that the parser took for a number, a date or a list, and that is none.
fn without_quotes(message: &str, text: &str, offset: usize) -> Option<String> {
    // What TOML's parser says of an address, a path or a word without quotes.
    let starts = [
        "string values must be quoted",
        "invalid float",
        "invalid mantissa",
        "invalid exponent",
        "invalid integer",
        "invalid boolean",
        "unexpected leading zero",
        "unexpected key or value",
    ];
    if !starts.iter().any(|start| message.starts_with(start)) {
        return None;
    }
    let line = text.lines().nth(line(text, offset) - 1)?;
    let (name, value) = line.split_once('=').map(|(name, value)| (name.trim(), value.trim()))?;
    if value.is_empty() || value.starts_with(['"', '\'']) {
        return None;
    }
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(
            "expected a number without a leading zero, or a mode such as 0o660".to_owned(),
        );
    }
    let is_list = message.starts_with("string") && value.starts_with('[');
    let what = if is_list { "each value" } else { "the value" };
    Some(if name.chars().all(is_of_name) {
        format!("expected {what} of `{name}` in quotes")
    } else {
        format!("expected {what} in quotes")
    })
}

/// The name of a key or section that a text begins with.
fn name_at(text: &str) -> &str {
    text.split(|letter: char| !is_of_name(letter)).next().unwrap_or_default()
}

/// No key of a configuration has another letter. A server key mostly has digits.
fn is_of_name(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter == '_'
}

/// That a name is unknown, with the one that was probably meant, or else what was expected: names between backticks, as
/// serde lists them.
///
/// ```
/// use store_auth_serve::config::mistake::unknown;
///
/// let expected = "one of `tcp`, `unix`";
/// assert_eq!(unknown("key", "tpc", expected), "unknown key `tpc`: did you mean `tcp`?");
/// assert_eq!(unknown("key", "port", expected), "unknown key `port`: expected one of `tcp`, `unix`");
/// ```
#[must_use]
pub fn unknown(what: &str, name: &str, expected: &str) -> String {
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
