//! Where in the text of a document something stands.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashMap, fmt};
use store_auth_serve::config::mistake::line;
use toml::de::{DeTable, DeValue};

/// A step from a thing to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Member(Cow<'static, str>),
    Element(usize),
}

impl From<&'static str> for Step {
    fn from(name: &'static str) -> Self {
        Self::Member(name.into())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Element(index)
    }
}

/// A way from the document to a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Step>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Member(name) if index == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::Element(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// The line, from 1, where a part of a JSON text begins; none where the text is not JSON up to its end, or has no such
/// part.
pub(super) fn line_in_json(text: &str, path: &Path) -> Option<usize> {
    let mut part: &RawValue = serde_json::from_str(text).ok()?;
    for step in &path.0 {
        part = match step {
            Step::Member(name) => {
                let members: HashMap<Name<'_>, &RawValue> =
                    serde_json::from_str(part.get()).ok()?;
                members.get(&Name(name.as_ref().into())).copied()?
            }
            Step::Element(index) => {
                let elements: Vec<&RawValue> = serde_json::from_str(part.get()).ok()?;
                elements.get(*index).copied()?
            }
        };
    }
    let offset = part.get().as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    Some(line(text, offset))
}

#[derive(PartialEq, Eq, Hash, Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The line, from 1, where a part of a TOML text begins.
pub(super) fn line_in_toml(text: &str, path: &Path) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let mut offset = 0;
    let mut part = &DeValue::Table(table.into_inner());
    for step in &path.0 {
        let next = match step {
            Step::Member(name) => part.get(name.as_ref())?,
            Step::Element(index) => part.get(*index)?,
        };
        offset = next.span().start;
        part = next.get_ref();
    }
    Some(line(text, offset))
}
