//! What is in a file: as the disk has it, as processes see it, and the writes that lie between.

use super::survival::{PAGE, Pieces, Survival};
use std::{collections::BTreeMap, ops::Range};

#[derive(Debug, Default)]
pub(crate) struct Contents {
    durable: Vec<u8>,
    current: Vec<u8>,
    unsynced: Vec<Write>,
    /// Whether some of it differs from what the disk has, and nobody will write it.
    is_given_up: bool,
}

#[derive(Debug)]
struct Write {
    at: u64,
    bytes: Vec<u8>,
    /// Of the file, after it.
    size: u64,
}

impl Contents {
    pub(crate) fn size(&self) -> u64 {
        self.current.len() as u64
    }

    /// What processes read, which ends with the file.
    pub(crate) fn read(&self, at: u64, size: u32) -> &[u8] {
        let end = at.saturating_add(size.into()).min(self.size());
        self.current.get(indices(at..end)).unwrap_or_default()
    }

    pub(crate) fn write(&mut self, at: u64, bytes: &[u8]) {
        let end = at + bytes.len() as u64;
        let size = self.size().max(end);
        self.add(Write { at, bytes: bytes.to_owned(), size });
        if self.is_given_up {
            // What is written back is pages, with all that processes see in them.
            let (start, end) = (at / PAGE * PAGE, end.next_multiple_of(PAGE).min(size));
            let bytes = self.current.get(indices(start..end)).unwrap_or_default().to_owned();
            self.unsynced.push(Write { at: start, bytes, size });
        }
    }

    /// What is cut off, and what is added, becomes zeros.
    pub(crate) fn resize(&mut self, size: u64) {
        let (least, most) = (size.min(self.size()), size.max(self.size()));
        let zeros = vec![0; indices(least..most).len()];
        self.add(Write { at: least, bytes: zeros, size });
    }

    fn add(&mut self, write: Write) {
        apply(&mut self.current, write.at, &write.bytes);
        self.current.resize(index(write.size), 0);
        self.unsynced.push(write);
    }

    pub(crate) fn sync(&mut self) {
        for Write { at, bytes, size } in self.unsynced.drain(..) {
            apply(&mut self.durable, at, &bytes);
            self.durable.resize(index(size), 0);
        }
    }

    /// What a sync does that fails: processes see all that was written, and nothing of it is ever tried again.
    pub(crate) fn give_up(&mut self) {
        self.is_given_up |= !self.unsynced.is_empty();
        self.unsynced.clear();
    }

    /// Whether something before this place was written and not synced.
    pub(crate) fn is_unsynced_before(&self, end: u64) -> bool {
        self.unsynced.iter().any(|write| write.at < end)
    }

    /// What a power cut leaves.
    pub(crate) fn after_cut(
        self,
        survival: Survival,
        random: &mut fastrand::Rng,
    ) -> (Self, Pieces) {
        let Self { mut durable, unsynced, .. } = self;
        let (chance, piece) = (survival.chance(random), survival.piece());
        // How many writes there were to each piece, and then how many of them have survived: the first ones, for a piece is
        // written as a whole, as it is then.
        let mut writes = BTreeMap::<u64, u32>::new();
        for place in unsynced.iter().flat_map(|write| places(write, piece)) {
            *writes.entry(place.start / piece).or_default() += 1;
        }
        for count in writes.values_mut() {
            *count = if random.f64() < chance { random.u32(1..=*count) } else { 0 };
        }
        let pieces = Pieces::of(&writes);
        let survivor = if random.f64() < chance { random.choice(&unsynced) } else { None };
        let size = survivor.map_or(durable.len() as u64, |write| write.size);
        for write in &unsynced {
            for place in places(write, piece) {
                if let Some(left) = writes.get_mut(&(place.start / piece)).filter(|left| **left > 0)
                {
                    *left -= 1;
                    let bytes = indices(place.start - write.at..place.end - write.at);
                    apply(&mut durable, place.start, write.bytes.get(bytes).unwrap_or_default());
                }
            }
        }
        durable.resize(index(size), 0);
        (Self { current: durable.clone(), durable, ..Self::default() }, pieces)
    }
}

/// The parts of a write by the pieces of the file that they are in.
fn places(write: &Write, piece: u64) -> impl Iterator<Item = Range<u64>> {
    let (start, end) = (write.at, write.at + write.bytes.len() as u64);
    (start / piece..end.div_ceil(piece))
        .map(move |number| start.max(number * piece)..end.min((number + 1) * piece))
}

fn apply(to: &mut Vec<u8>, at: u64, bytes: &[u8]) {
    let place = indices(at..at + bytes.len() as u64);
    if to.len() < place.end {
        to.resize(place.end, 0);
    }
    if let Some(place) = to.get_mut(place) {
        place.copy_from_slice(bytes);
    }
}

fn indices(range: Range<u64>) -> Range<usize> {
    index(range.start)..index(range.end)
}

/// All of a file is in memory, so each place in it is an index.
fn index(place: u64) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Contents, Survival};

    fn random() -> fastrand::Rng {
        fastrand::Rng::with_seed(7)
    }

    /// What a file may hold after power cuts, of many.
    fn left(survival: Survival, make: impl Fn() -> Contents) -> Vec<Vec<u8>> {
        let mut random = random();
        let mut left: Vec<_> =
            (0..2000).map(|_| make().after_cut(survival, &mut random).0.current).collect();
        left.sort();
        left.dedup();
        left
    }

    #[test]
    fn what_was_synced_survives_and_nothing_else() {
        let mut contents = Contents::default();
        contents.write(0, b"synced");
        contents.sync();
        contents.write(3, b"later");
        assert_eq!(contents.read(0, 100), b"synlater");
        contents = contents.after_cut(Survival::Nothing, &mut random()).0;
        assert_eq!(contents.read(0, 100), b"synced");
    }

    #[test]
    fn what_a_failed_sync_has_given_up_is_seen_until_the_cut_and_only_a_write_to_its_page_brings_it_back()
     {
        for (place, kept) in [(10, 1), (5000, 0)] {
            let mut contents = Contents::default();
            contents.write(0, &[0; 8192]);
            contents.sync();
            contents.write(0, &[1; 4096]);
            contents.give_up();
            contents.sync();
            contents.write(place, &[1]);
            contents.sync();
            assert_eq!(contents.read(0, 4096), [1; 4096]);
            contents = contents.after_cut(Survival::Nothing, &mut random()).0;
            assert_eq!(contents.read(0, 4096), [kept; 4096]);
        }
    }

    #[test]
    fn a_file_that_was_never_synced_is_empty() {
        let mut contents = Contents::default();
        contents.write(0, b"new");
        assert_eq!(contents.after_cut(Survival::Nothing, &mut random()).0.size(), 0);
    }

    #[test]
    fn what_was_cut_off_comes_back_unless_that_was_synced() {
        let mut contents = Contents::default();
        contents.write(0, b"synced");
        contents.sync();
        contents.resize(2);
        assert_eq!(contents.read(0, 100), b"sy");
        contents = contents.after_cut(Survival::Nothing, &mut random()).0;
        assert_eq!(contents.read(0, 100), b"synced");
        contents.resize(2);
        contents.sync();
        contents = contents.after_cut(Survival::Nothing, &mut random()).0;
        assert_eq!(contents.read(0, 100), b"sy");
    }

    #[test]
    fn pieces_survive_each_by_itself_and_each_as_it_was_once() {
        let make = || {
            let mut contents = Contents::default();
            contents.write(0, &[0; 1024]);
            contents.sync();
            contents.write(0, &[1; 1024]);
            contents.write(256, &[2; 512]);
            contents
        };
        let first = |kind: u8| match kind {
            0 => vec![0; 512],
            1 => vec![1; 512],
            _ => [[1; 256], [2; 256]].concat(),
        };
        let second = |kind: u8| match kind {
            2 => [[2; 256], [1; 256]].concat(),
            _ => first(kind),
        };
        let mut sectors: Vec<_> = (0..3)
            .flat_map(|one| (0..3).map(move |other| [first(one), second(other)].concat()))
            .collect();
        sectors.sort();
        assert_eq!(left(Survival::Sectors, make), sectors);
        let mut pages: Vec<_> = (0..3).map(|kind| [first(kind), second(kind)].concat()).collect();
        pages.sort();
        assert_eq!(left(Survival::Pages, make), pages);
    }

    #[test]
    fn a_size_may_survive_without_what_was_written_and_the_other_way_round() {
        let make = || {
            let mut contents = Contents::default();
            contents.write(0, &[1; 4]);
            contents
        };
        assert_eq!(left(Survival::Sectors, make), [vec![], vec![0; 4], vec![1; 4]]);
    }
}
