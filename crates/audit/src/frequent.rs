//! The most frequent keys of any number, in bounded memory.

use ahash::RandomState;
use std::{
    collections::{HashMap, hash_map},
    hash::BuildHasher,
    sync::LazyLock,
};

/// How many keys are kept when room is made.
const KEPT: usize = 4096;

/// How often each key of a batch occurs.
#[derive(Clone, Debug)]
pub(crate) struct Occurrences(HashMap<Box<[u8]>, u64, RandomState>);

/// Strangers choose the keys: the hash has a seed that they can't know.
static SEEDED: LazyLock<RandomState> = LazyLock::new(|| {
    let random = hash_map::RandomState::new();
    let [one, two, three, four] = [0, 1, 2, 3].map(|number: u8| random.hash_one(number));
    RandomState::with_seeds(one, two, three, four)
});

impl Default for Occurrences {
    fn default() -> Self {
        Self(HashMap::with_hasher(SEEDED.clone()))
    }
}

impl Occurrences {
    pub(crate) fn count(&mut self, key: &[u8]) {
        if let Some(count) = self.0.get_mut(key) {
            *count += 1;
        } else {
            self.0.insert(key.into(), 1);
        }
    }
}

/// Counts keys that whoever sends requests may choose: Misra and Gries' summary, reduced in batches.
///
/// Once there are too many keys, the count of the least frequent of those to be kept is taken off every count, and the
/// keys that come to nothing are forgotten. What was taken off so far is the most that any count may be too low, and
/// at most the sum of all counts divided by 4096.
///
/// Up to 8192 different keys, every count is exact. The result does not depend on the order within a batch.
#[derive(Debug, Default)]
pub(crate) struct Frequent {
    counts: Occurrences,
    error: u64,
}

impl Frequent {
    /// Counts a batch, which is bounded itself.
    pub(crate) fn add(&mut self, batch: Occurrences) {
        for (key, count) in batch.0 {
            *self.counts.0.entry(key).or_default() += count;
        }
        if self.counts.0.len() > 2 * KEPT {
            self.make_room();
        }
    }

    fn make_room(&mut self) {
        let mut counts: Vec<u64> = self.counts.0.values().copied().collect();
        let (_, least, _) = counts.select_nth_unstable_by(KEPT, |one, other| other.cmp(one));
        let least = *least;
        self.error += least;
        self.counts.0.retain(|_, count| {
            *count = count.saturating_sub(least);
            *count > 0
        });
    }

    /// How much too low any count may be; 0 where all are exact and none is missing.
    pub(crate) fn error(&self) -> u64 {
        self.error
    }

    /// All keys that are kept, with their counts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], u64)> {
        self.counts.0.iter().map(|(key, count)| (&**key, *count))
    }

    /// The count of a key; 0 where it is not kept.
    pub(crate) fn count(&self, key: &[u8]) -> u64 {
        self.counts.0.get(key).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: usize) -> Box<[u8]> {
        number.to_string().into_bytes().into()
    }

    fn count(frequent: &mut Frequent, keys: impl Iterator<Item = usize>) -> u64 {
        let mut batch = Occurrences::default();
        let mut sum = 0;
        for number in keys {
            batch.count(&key(number));
            sum += 1;
        }
        frequent.add(batch);
        sum
    }

    #[test]
    fn counts_of_few_keys_are_exact() {
        let mut frequent = Frequent::default();
        for _ in 0..3 {
            count(&mut frequent, (0..2 * KEPT).chain([7]));
        }
        assert_eq!(frequent.error(), 0);
        assert_eq!(frequent.count(&key(0)), 3);
        assert_eq!(frequent.count(&key(7)), 6);
        assert_eq!(frequent.iter().count(), 2 * KEPT);
    }

    #[test]
    fn of_many_keys_the_frequent_are_found_within_the_error_and_the_number_kept_is_bounded() {
        let mut frequent = Frequent::default();
        let mut sum = 0;
        for batch in 0..100 {
            // A thousand keys that never come again, and ten that come a hundred times each.
            let rare = batch * 1000 + 10..batch * 1000 + 1010;
            sum += count(&mut frequent, rare.chain((0..1000).map(|number| number % 10)));
            assert!(frequent.iter().count() <= 2 * KEPT);
        }
        assert!(frequent.error() > 0 && frequent.error() <= sum / KEPT as u64);
        for number in 0..10 {
            let found = frequent.count(&key(number));
            assert!(found <= 10_000 && found + frequent.error() >= 10_000, "{found}");
        }
    }

    #[test]
    fn what_is_not_kept_counts_nothing() {
        assert_eq!(Frequent::default().count(&key(1)), 0);
    }
}
