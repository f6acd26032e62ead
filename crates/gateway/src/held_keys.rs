//! The keys that a gateway holds and those that it held before, for explanations: an App that still has a signature of a
//! key that was replaced a minute ago makes no mistake of its own.

use std::fmt;
use store_auth_key_file::Flaw;
use zeroize::Zeroizing;

/// Each takes time of every explanation.
const MOST: usize = 4;

/// The text of a key.
pub(crate) type Text = Zeroizing<Vec<u8>>;

/// The text of a key, and what else is in its file.
pub(crate) type FileText = (Text, Option<Flaw>);

/// None of them where nothing is explained.
#[derive(Default)]
pub(crate) struct HeldKeys {
    /// As the configuration has them, and what else is in their files.
    pub(crate) current: Vec<FileText>,
    /// Those that were, from the oldest to the newest.
    pub(crate) retired: Vec<Text>,
}

impl HeldKeys {
    /// What will be held once `new` is in force.
    pub(crate) fn replaced_by(&self, new: Vec<FileText>) -> Self {
        if new.is_empty() {
            return Self::default();
        }
        let mut retired: Vec<Text> = Vec::new();
        let is_kept = |key: &Text| new.iter().any(|(text, _)| text == key);
        for key in self.retired.iter().chain(self.current.iter().map(|(text, _)| text)) {
            retired.retain(|other| other != key);
            if !is_kept(key) {
                retired.push(key.clone());
            }
        }
        retired.drain(..retired.len().saturating_sub(MOST));
        Self { current: new, retired }
    }
}

impl fmt::Debug for HeldKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeldKeys").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(names: &str) -> Vec<Text> {
        names.bytes().map(|name| Zeroizing::new(vec![name])).collect()
    }

    /// The retired keys once each of these rings was in force, one after another.
    fn retired(rings: &[&str]) -> Vec<Text> {
        let held = HeldKeys::default();
        let ring = |names| texts(names).into_iter().map(|text| (text, None)).collect();
        rings.iter().fold(held, |held, names| held.replaced_by(ring(names))).retired
    }

    #[test]
    fn a_key_that_is_replaced_is_retired() {
        assert_eq!(retired(&["ab", "ca"]), texts("b"));
    }

    #[test]
    fn a_key_that_comes_back_is_not() {
        assert_eq!(retired(&["a", "b", "a"]), texts("b"));
    }

    #[test]
    fn nothing_is_held_where_nothing_is_explained() {
        assert!(retired(&["a", "b", ""]).is_empty());
    }

    #[test]
    fn the_newest_are_kept() {
        assert_eq!(retired(&["a", "b", "c", "d", "e", "f"]), texts("bcde"));
    }

    #[test]
    fn the_last_to_be_replaced_is_the_newest() {
        assert_eq!(retired(&["a", "b", "a", "c"]), texts("ba"));
    }
}
