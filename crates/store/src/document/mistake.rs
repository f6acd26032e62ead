//! What is wrong with a document: where, in which member, and what was expected. No value is quoted that may be a key.

use serde::Serialize;
use std::fmt;
use store_auth_serve::config::mistake::unknown;

/// A mistake in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The member, such as `companies[3].displays[0]`; empty for the document as a whole.
    pub member: String,
    /// What is wrong with it, and what was expected.
    pub problem: String,
}

/// No name in the grammar of a document is longer; nobody reads more of another.
const NAME: usize = 64;
const PROBLEM: usize = 240;

impl Mistake {
    /// A mistake in a member, both as they can be shown: names in a document may have any letters.
    pub(super) fn new(line: usize, member: &str, problem: &str) -> Self {
        Self { line, member: shown(member, NAME), problem: shown(problem, PROBLEM) }
    }

    /// The member that it is about. One that is unknown, missing or there twice is named behind the one that has it.
    pub(crate) fn field(&self) -> String {
        let Self { member, problem, .. } = self;
        let mut named = ["unknown member `", "expected the member `", "`"].into_iter();
        let rest = named.find_map(|start| problem.strip_prefix(start));
        match rest.and_then(|rest| rest.split('`').next()) {
            Some(name) if member.is_empty() => name.to_owned(),
            Some(name) => format!("{member}.{name}"),
            None => member.clone(),
        }
    }
}

/// A name in a document as it can be shown.
pub(super) fn shown_name(name: &str) -> String {
    shown(name, NAME)
}

/// The beginning of a text, without letters that do something to a terminal.
fn shown(text: &str, longest: usize) -> String {
    let mut shown: String = text
        .chars()
        .take(longest)
        .map(|letter| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter })
        .collect();
    if text.chars().nth(longest).is_some() {
        shown.push('…');
    }
    shown
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.member.is_empty() {
            write!(f, "{}: ", self.member)?;
        }
        f.write_str(&self.problem)
    }
}

/// The mistakes in a document: because of them nothing of it is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mistakes {
    /// The first of them, in the order of the things.
    pub mistakes: Vec<Mistake>,
    /// How many more there are.
    pub more: usize,
}

impl From<Mistake> for Mistakes {
    fn from(mistake: Mistake) -> Self {
        Self { mistakes: vec![mistake], more: 0 }
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.mistakes.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            mistake.fmt(f)?;
        }
        if self.more > 0 {
            write!(f, "\nand {} more", self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}

/// What serde says, in words that need no knowledge of this program's types.
pub(crate) fn in_words(message: &str) -> String {
    for (start, what) in [("unknown field `", "member"), ("unknown variant `", "value")] {
        if let Some((name, expected)) =
            message.strip_prefix(start).and_then(|rest| rest.split_once("`, expected "))
        {
            return unknown(what, &shown_name(name), expected);
        }
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("expected the member {name}");
    }
    if let Some(name) = message.strip_prefix("duplicate field ") {
        return format!("{name} is there already: expected it once");
    }
    if message.starts_with("invalid type: ") || message.starts_with("invalid value: ") {
        // The value may have these words too, but not behind the last of them.
        let (_, expected) = message.rsplit_once(", expected ").unwrap_or(("", "another value"));
        return format!("expected {}", type_in_words(expected));
    }
    message.replace('\n', ", ")
}

fn type_in_words(expected: &str) -> &str {
    match expected {
        "a string" => "a text in quotes",
        "a sequence" => "a list",
        "a boolean" => "true or false",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" => "a whole number, 0 or more",
        "struct Vendor" => "a vendor: an object with `name` and such",
        "enum Plan" => "`display` or `company`",
        "enum Standing" => "`active` or `suspended`",
        "enum StatusEntry" => "a status such as `Subscribed`",
        other => other,
    }
}
