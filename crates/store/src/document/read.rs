//! Reads a document.

use super::{
    entry::{CompanyEntry, Entries, ProductEntry, ServerEntry, SubscriptionEntry},
    format::Format,
    mistake::{Mistake, Mistakes, in_words, shown_name},
    source::{Path, Step, line_in_json, line_in_toml},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_path_to_error::Segment;
use store_auth_serve::config::mistake::line;

/// A document: what it says, with the text that it stands in.
#[derive(Debug)]
pub struct Document<'a> {
    pub(super) entries: Entries,
    source: Source<'a>,
}

#[derive(Debug)]
enum Source<'a> {
    Json(&'a str),
    Toml(&'a str),
    /// The line of each thing, in the order of each kind: products, companies, servers, subscriptions.
    Ndjson([Vec<usize>; 4]),
}

/// A line of NDJSON.
#[derive(Deserialize)]
#[serde(
    rename_all = "lowercase",
    expecting = "an object with one thing, such as {\"product\": {…}}"
)]
enum Line {
    Product(Box<ProductEntry>),
    Company(CompanyEntry),
    Server(ServerEntry),
    Subscription(SubscriptionEntry),
}

/// The lists of JSON and TOML, with what NDJSON calls a thing of them.
const LISTS: [(&str, &str); 4] = [
    ("products", "product"),
    ("companies", "company"),
    ("servers", "server"),
    ("subscriptions", "subscription"),
];

impl<'a> Document<'a> {
    /// Reads a document in the format that it is in.
    ///
    /// ```
    /// use store_auth_store::document::Document;
    ///
    /// let mistakes = Document::read(b"[[products]]\nnmae = 'Weather'").unwrap_err();
    /// assert_eq!(mistakes.to_string(), "line 2: products[0]: unknown member `nmae`: did you mean `name`?");
    /// ```
    ///
    /// # Errors
    /// [`Mistakes`], with the first that there is
    pub fn read(bytes: &'a [u8]) -> Result<Self, Mistakes> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let before = String::from_utf8_lossy(before);
            whole(line(&before, before.len()), "expected UTF-8")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            let problem =
                "expected products, companies, servers or subscriptions: there is nothing";
            return Err(whole(1, problem).into());
        }
        Ok(match Format::of(text) {
            Format::Json => Self { entries: from_json(text)?, source: Source::Json(text) },
            Format::Toml => Self { entries: from_toml(text)?, source: Source::Toml(text) },
            Format::Ndjson => {
                let (entries, lines) = from_ndjson(text)?;
                Self { entries, source: Source::Ndjson(lines) }
            }
        })
    }

    /// What it says.
    #[must_use]
    pub fn entries(&self) -> &Entries {
        &self.entries
    }

    /// A mistake in a part of it. The path is that of JSON.
    pub(super) fn mistake(&self, path: &Path, problem: &str) -> Mistake {
        let (line, member) = match &self.source {
            Source::Json(text) => (line_in_json(text, path), path.to_string()),
            Source::Toml(text) => (line_in_toml(text, path), path.to_string()),
            Source::Ndjson(lines) => in_ndjson(lines, path),
        };
        Mistake::new(line.unwrap_or(1), &member, problem)
    }
}

fn whole(line: usize, problem: &str) -> Mistake {
    Mistake::new(line, "", problem)
}

fn in_ndjson(lines: &[Vec<usize>; 4], path: &Path) -> (Option<usize>, String) {
    let [Step::Member(list), Step::Element(index), rest @ ..] = path.0.as_slice() else {
        return (None, path.to_string());
    };
    let known = LISTS.iter().zip(lines).find(|((name, _), _)| name == list);
    let Some(((_, thing), lines)) = known else { return (None, path.to_string()) };
    let path = Path([&[Step::from(*thing)], rest].concat());
    (lines.get(*index).copied(), path.to_string())
}

/// Reads JSON that has no other members than a type.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    serde_json::from_str(text).map_err(|error| {
        let (path, problem) = json_problem::<T>(text, &error);
        // Serde may have looked beyond the line of what it complains about.
        let begins = if error.is_data() { line_in_json(text, &path) } else { None };
        let line = begins.unwrap_or(error.line().max(1));
        Mistake::new(line, &member(path, &problem), &problem)
    })
}

/// The member that a mistake is in: of one that is unknown, the one that it stands in.
fn member(mut path: Path, problem: &str) -> String {
    if let Some(Step::Member(last)) = path.0.last()
        && problem.starts_with(&format!("unknown member `{}`", shown_name(last)))
    {
        path.0.pop();
    }
    path.to_string()
}

/// Where a mistake is, and what it is. Only now is the text read with an eye on the way: that takes twice as long.
fn json_problem<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> (Path, String) {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let tracked = serde_path_to_error::deserialize::<_, T>(&mut deserializer);
    let path = tracked.err().map(|tracked| path_of(tracked.path())).unwrap_or_default();
    let message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&position).unwrap_or(&message);
    let problem =
        if error.is_data() { in_words(message) } else { format!("expected JSON: {message}") };
    (path, problem)
}

fn path_of(path: &serde_path_to_error::Path) -> Path {
    let steps = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(Step::Element(*index)),
        Segment::Map { key } => Some(Step::Member(key.clone().into())),
        Segment::Enum { variant } => Some(Step::Member(variant.clone().into())),
        Segment::Unknown => None,
    });
    Path(steps.collect())
}

fn from_ndjson(text: &str) -> Result<(Entries, [Vec<usize>; 4]), Mistake> {
    let mut entries = Entries::default();
    let [mut products, mut companies, mut servers, mut subscriptions] = [const { Vec::new() }; 4];
    for (index, text) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line = index + 1;
        let thing = serde_json::from_str(text).map_err(|error| {
            let (path, problem) = json_problem::<Line>(text, &error);
            // What a line holds is named by its only member.
            let problem = if path.0.is_empty() {
                problem.replacen("unknown value", "unknown member", 1)
            } else {
                problem
            };
            Mistake::new(line, &member(path, &problem), &problem)
        })?;
        match thing {
            Line::Product(product) => {
                entries.products.push(*product);
                products.push(line);
            }
            Line::Company(company) => {
                entries.companies.push(company);
                companies.push(line);
            }
            Line::Server(server) => {
                entries.servers.push(server);
                servers.push(line);
            }
            Line::Subscription(subscription) => {
                entries.subscriptions.push(subscription);
                subscriptions.push(line);
            }
        }
    }
    Ok((entries, [products, companies, servers, subscriptions]))
}

fn from_toml(text: &str) -> Result<Entries, Mistake> {
    let at = |error: &toml::de::Error| line(text, error.span().map_or(0, |span| span.start));
    let parsed = toml::Deserializer::parse(text).map_err(|error| {
        let problem = format!("expected TOML: {}", error.message().trim_end().replace('\n', ", "));
        whole(at(&error), &problem)
    })?;
    serde_path_to_error::deserialize(parsed).map_err(|error| {
        let problem = in_words(error.inner().message().trim_end());
        let member = member(path_of(error.path()), &problem);
        Mistake::new(at(error.inner()), &member, &problem)
    })
}
