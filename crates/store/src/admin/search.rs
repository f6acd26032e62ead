//! A text that is looked for in ids and names.

use super::page::Limit;
use serde::Deserialize;
use std::cell::RefCell;
use utoipa::IntoParams;

/// Which things of a list, and where the page begins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Searched {
    /// Those that have this text in their id or code, or in a name, in capital letters or not.
    pub(super) search: Option<String>,
    /// What `next` of the page before was.
    pub(super) after: Option<String>,
    /// How many, at most.
    #[serde(default)]
    #[param(inline)]
    pub(super) limit: Limit,
}

/// A text that is looked for, whatever is capital in it.
#[derive(Debug)]
pub(super) struct Search {
    text: String,
    /// Where a hundred thousand names are written in small letters, one after the other.
    small: RefCell<String>,
}

impl Search {
    /// Without one, everything is found.
    pub(super) fn of(text: Option<&str>) -> Self {
        let text = text.unwrap_or_default().trim().to_lowercase();
        Self { text, small: RefCell::default() }
    }

    /// Whether it is in a text.
    pub(super) fn finds(&self, text: &str) -> bool {
        if self.text.is_empty() {
            return true;
        }
        if !text.is_ascii() {
            return text.to_lowercase().contains(&self.text);
        }
        let mut small = self.small.borrow_mut();
        small.clear();
        small.push_str(text);
        small.make_ascii_lowercase();
        small.contains(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Search;

    #[test]
    fn a_text_is_found_whatever_is_capital() {
        for (search, text) in
            [("ORNER s", "Corner Shop"), ("café", "CAFÉ Nord"), ("nord", "CAFÉ Nord"), ("", "")]
        {
            assert!(Search::of(Some(search)).finds(text), "{search} in {text}");
        }
        for (search, text) in [("orners", "Corner Shop"), ("long", "on"), ("café", "cafe")] {
            assert!(!Search::of(Some(search)).finds(text), "{search} in {text}");
        }
        assert!(Search::of(None).finds("anything"));
    }
}
