//! The names in folders: as the disk has them, as processes see them, and what was done between.

use super::survival::Survival;
use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::{OsStr, OsString},
};

/// The number of a file or folder.
pub(crate) type Number = u64;

type Entries = BTreeMap<(Number, OsString), Number>;

#[derive(Debug, Default)]
pub(crate) struct Names {
    durable: Entries,
    current: Entries,
    /// Each becomes durable as a whole: a file that is renamed has one of its names.
    unsynced: Vec<Vec<Naming>>,
}

/// A name comes to be that of a file, or of none.
#[derive(Debug)]
pub(crate) struct Naming {
    pub(crate) folder: Number,
    pub(crate) name: OsString,
    pub(crate) of: Option<Number>,
}

impl Names {
    pub(crate) fn get(&self, folder: Number, name: &OsStr) -> Option<Number> {
        self.current.get(&(folder, name.to_owned())).copied()
    }

    /// What is in a folder.
    pub(crate) fn list(&self, folder: Number) -> impl Iterator<Item = (&OsStr, Number)> {
        let first = (folder, OsString::new());
        let entries = self.current.range(first..).take_while(move |((of, _), _)| *of == folder);
        entries.map(|((_, name), number)| (name.as_os_str(), *number))
    }

    /// The names of a file.
    pub(crate) fn of(&self, number: Number) -> impl Iterator<Item = &OsStr> {
        let entries = self.current.iter().filter(move |(_, of)| **of == number);
        entries.map(|((_, name), _)| name.as_os_str())
    }

    pub(crate) fn change(&mut self, namings: Vec<Naming>) {
        apply(&mut self.current, &namings);
        self.unsynced.push(namings);
    }

    /// Syncs a folder. What was done in others alone stays as it is.
    pub(crate) fn sync(&mut self, folder: Number) {
        let is_of =
            |namings: &mut Vec<Naming>| namings.iter().any(|naming| naming.folder == folder);
        for namings in self.unsynced.extract_if(.., is_of) {
            apply(&mut self.durable, &namings);
        }
    }

    /// Makes the names of a file durable, with all that was done before, in whatever folder: a journal keeps the order.
    pub(crate) fn sync_until(&mut self, number: Number) {
        let is_of = |namings: &Vec<Naming>| namings.iter().any(|naming| naming.of == Some(number));
        let Some(last) = self.unsynced.iter().rposition(is_of) else { return };
        for namings in self.unsynced.drain(..=last) {
            apply(&mut self.durable, &namings);
        }
    }

    /// What a power cut leaves: a journal keeps the order, so the first of what was done survives, up to somewhere.
    pub(crate) fn after_cut(self, survival: Survival, random: &mut fastrand::Rng) -> Self {
        let Self { mut durable, unsynced, .. } = self;
        let count = if survival == Survival::Nothing { 0 } else { random.usize(..=unsynced.len()) };
        for namings in unsynced.iter().take(count) {
            apply(&mut durable, namings);
        }
        Self { current: durable.clone(), durable, unsynced: Vec::new() }
    }

    /// What has a name.
    pub(crate) fn numbers(&self) -> BTreeSet<Number> {
        self.current.values().copied().collect()
    }
}

fn apply(entries: &mut Entries, namings: &[Naming]) {
    for Naming { folder, name, of } in namings {
        let key = (*folder, name.clone());
        match of {
            Some(number) => entries.insert(key, *number),
            None => entries.remove(&key),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, Naming, Survival};

    fn naming(name: &str, of: Option<u64>) -> Naming {
        Naming { folder: 1, name: name.into(), of }
    }

    /// `old` is durable, and was renamed to `new`.
    fn renamed() -> Names {
        let mut names = Names::default();
        names.change(vec![naming("old", Some(2))]);
        names.sync(1);
        names.change(vec![naming("old", None), naming("new", Some(2))]);
        names
    }

    fn listed(names: &Names) -> Vec<&str> {
        names.list(1).map(|(name, _)| name.to_str().unwrap()).collect()
    }

    #[test]
    fn a_name_is_durable_once_its_folder_was_synced() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut names = renamed();
        assert_eq!(listed(&names), ["new"]);
        names.sync(5);
        names = names.after_cut(Survival::Nothing, &mut random);
        assert_eq!(listed(&names), ["old"]);
        let mut names = renamed();
        names.sync(1);
        assert_eq!(listed(&names.after_cut(Survival::Nothing, &mut random)), ["new"]);
    }

    #[test]
    fn a_journal_has_the_names_of_a_file_once_that_was_synced_and_what_was_done_before() {
        let mut names = Names::default();
        for (name, of) in [("a", Some(2)), ("b", Some(3)), ("a", None), ("c", Some(4))] {
            names.change(vec![naming(name, of)]);
        }
        names.sync_until(3);
        names.sync_until(5);
        let mut random = fastrand::Rng::with_seed(7);
        assert_eq!(listed(&names.after_cut(Survival::Nothing, &mut random)), ["a", "b"]);
    }

    #[test]
    fn a_renamed_file_has_one_of_its_names() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut found = [0, 0];
        for _ in 0..100 {
            let names = renamed().after_cut(Survival::Sectors, &mut random);
            found[usize::from(listed(&names) == ["new"])] += 1;
            assert_eq!(listed(&names).len(), 1);
        }
        assert!(found.iter().all(|count| *count > 20), "{found:?}");
    }
}
