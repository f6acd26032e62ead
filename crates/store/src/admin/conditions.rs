//! Under which conditions a change is asked for: `If-Match` against lost updates, `If-None-Match` against replacing what
//! is there.

use super::{
    answer::{json, tag},
    problem::Problem,
};
use http::{
    HeaderMap, HeaderName,
    header::{IF_MATCH, IF_NONE_MATCH},
};
use serde::Serialize;

/// The conditions of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions {
    /// The tags that one was seen with; `*` is for any.
    matches: Option<Vec<String>>,
    /// Whether there must be none.
    is_new: bool,
}

impl Conditions {
    /// Reads them.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let none_match = tags(headers, &IF_NONE_MATCH)?;
        let is_new = match none_match.as_deref() {
            None => false,
            Some([any]) if any == "*" => true,
            Some(_) => return Err(Problem::invalid("If-None-Match", "expected `*`")),
        };
        Ok(Self { matches: tags(headers, &IF_MATCH)?, is_new })
    }

    /// Refuses the request if the thing is another one than the client has seen; `None` where there is none.
    pub(super) fn check(&self, thing: Option<&impl Serialize>) -> Result<(), Problem> {
        if self.is_new && thing.is_some() {
            let detail = "it is there already, expected that it is not";
            return Err(Problem::changed("If-None-Match", detail));
        }
        let Some(seen) = &self.matches else { return Ok(()) };
        let now = thing.map(|thing| tag(&json(thing)));
        let is_seen = now.is_some_and(|now| seen.iter().any(|tag| *tag == "*" || *tag == now));
        let detail = "it was changed meanwhile, expected the ETag of what it is now";
        if is_seen { Ok(()) } else { Err(Problem::changed("If-Match", detail)) }
    }
}

fn tags(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Vec<String>>, Problem> {
    let mut all = None;
    for value in headers.get_all(name) {
        let expected = "expected ETags in quotes, separated by commas, or `*`";
        let text = value.to_str().map_err(|_| Problem::invalid(name.as_str(), expected))?;
        let tags = text.split(',').map(|tag| tag.trim().to_owned());
        all.get_or_insert_with(Vec::new).extend(tags);
    }
    Ok(all)
}
