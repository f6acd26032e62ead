//! What has been found so far while a document is compared with the catalogue.

use crate::{
    catalogue::Catalogue,
    document::{
        mistake::Mistakes,
        read::Document,
        source::{Path, Step},
        summary::Summary,
    },
    model::{Edit, Millis, Wrong},
};

/// A document, the catalogue, and what has been found so far.
pub(in crate::document) struct Planning<'a> {
    pub(in crate::document) document: &'a Document<'a>,
    pub(in crate::document) catalogue: &'a Catalogue,
    pub(in crate::document) now: Millis,
    pub(in crate::document) edits: Vec<Edit>,
    pub(in crate::document) summary: Summary,
    pub(in crate::document) mistakes: Mistakes,
}

/// More would not be read, and for each the line is looked up.
const LISTED: usize = 20;

impl Planning<'_> {
    /// Notes a mistake in a part of a thing.
    pub(super) fn mistake(
        &mut self,
        list: &'static str,
        index: usize,
        rest: &[Step],
        problem: impl FnOnce() -> String,
    ) {
        if self.mistakes.mistakes.len() == LISTED {
            self.mistakes.more += 1;
            return;
        }
        let path = Path([&[list.into(), index.into()], rest].concat());
        self.mistakes.mistakes.push(self.document.mistake(&path, &problem()));
    }

    /// Notes what is wrong with a thing by the catalogue's rules.
    pub(super) fn wrong(&mut self, list: &'static str, index: usize, wrong: Wrong) {
        let steps = wrong.member.iter().copied().map(Step::from).collect::<Vec<_>>();
        self.mistake(list, index, &steps, || wrong.expected.to_owned());
    }
}

/// Puts what a document gives in the place of what was there; notes the member where that was otherwise.
pub(super) fn put<T: Clone + PartialEq>(
    there: &mut T,
    given: Option<&T>,
    member: &'static str,
    changed: &mut Vec<&'static str>,
) {
    if let Some(given) = given.filter(|given| *given != there) {
        there.clone_from(given);
        changed.push(member);
    }
}
